package fr.gouv.notifications.dispatch.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HoldTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private final Hold hold = new Hold(3, Duration.ofSeconds(30));

    @Test
    void closesAtTheThirdFailureInARowAndSaysSoOnce() {
        assertThat(hold.missed(NOW)).isFalse();
        assertThat(hold.missed(NOW)).isFalse();
        assertThat(hold.isClosed()).isFalse();

        assertThat(hold.missed(NOW)).isTrue();

        assertThat(hold.isClosed()).isTrue();
        assertThat(hold.missed(NOW)).isFalse();
    }

    @Test
    void anAnswerInBetweenStartsTheCountAnew() {
        hold.missed(NOW);
        hold.missed(NOW);
        hold.reached();

        assertThat(hold.missed(NOW)).isFalse();
        assertThat(hold.isClosed()).isFalse();
    }

    @Test
    void probesLessAndLessOftenButNeverStops() {
        close();

        assertThat(hold.isProbeDue(NOW)).isFalse();
        assertThat(hold.isProbeDue(NOW.plusSeconds(1))).isTrue();
        var now = NOW;
        for (var pause : new int[] {1, 2, 4, 8, 16, 30, 30}) {
            assertThat(hold.isProbeDue(now.plusSeconds(pause - 1))).isFalse();
            now = now.plusSeconds(pause);
            assertThat(hold.isProbeDue(now)).isTrue();
            hold.missed(now);
        }
    }

    @Test
    void isNotProlongedByWhatWasUnderWayWhenItClosed() {
        close();

        IntStream.range(0, 20).forEach(_ -> hold.missed(NOW));

        assertThat(hold.isProbeDue(NOW.plusSeconds(1))).isTrue();
    }

    @Test
    void opensWithTheFirstAnswer() {
        close();

        hold.reached();

        assertThat(hold.isClosed()).isFalse();
        assertThat(hold.isProbeDue(NOW.plusSeconds(60))).isFalse();
    }

    private void close() {
        IntStream.range(0, 3).forEach(_ -> hold.missed(NOW));
    }
}
