package fr.gouv.notifications.dispatch.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PacePolicyTest {

    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");

    @Test
    void halvesThePaceAndHoldsAMinuteTheFirstTime() {
        var slowness = slower(null, NOW, Duration.ZERO);

        assertThat(slowness.factor()).isEqualTo(0.5);
        assertThat(slowness.until()).isEqualTo(NOW.plusSeconds(60));
        assertThat(slowness.why()).isEqualTo("421 4.7.28");
    }

    @Test
    void holdsTwiceAsLongEachTimeAndFourHoursAtMost() {
        var slowness = slower(null, NOW, Duration.ZERO);
        for (var minutes : new int[] {2, 4, 8, 16, 32, 64, 128, 240, 240, 240}) {
            var asked = slowness.until();
            slowness = slower(slowness, asked, Duration.ZERO);
            assertThat(Duration.between(asked, slowness.until()))
                    .isEqualTo(Duration.ofMinutes(minutes));
        }
        assertThat(slowness.factor()).isPositive();
    }

    @Test
    void holdsAsLongAsASignalAsksForAndSpreadsTheEnds() {
        var held = PacePolicy.slower(null, NOW, Duration.ofHours(2), 0, "yahoo-ts04");
        var unlucky = PacePolicy.slower(null, NOW, Duration.ofHours(2), 1, "yahoo-ts04");

        assertThat(held.until()).isEqualTo(NOW.plus(Duration.ofHours(2)));
        assertThat(unlucky.until()).isEqualTo(NOW.plus(Duration.ofMinutes(144)));
    }

    @Test
    void anAskingMeanwhileShortensNoHold() {
        var held = PacePolicy.slower(null, NOW, Duration.ofHours(4), 0, "yahoo-ts05");

        assertThat(slower(held, NOW.plusSeconds(1), Duration.ZERO).until()).isEqualTo(held.until());
    }

    @Test
    void comesBackByATenthEveryTenCleanMinutesAndBeginsAnew() {
        var slowness = slower(null, NOW, Duration.ZERO);

        assertThat(factor(slowness, 0)).isEqualTo(0.5);
        assertThat(factor(slowness, 9)).isEqualTo(0.5);
        assertThat(factor(slowness, 10)).isEqualTo(0.6);
        assertThat(factor(slowness, 49)).isEqualTo(0.9);
        assertThat(factor(slowness, 50)).isEqualTo(1);
        assertThat(factor(slowness, 5_000)).isEqualTo(1);
        assertThat(PacePolicy.recovered(slowness))
                .isEqualTo(slowness.until().plus(Duration.ofMinutes(50)));
        assertThat(slower(slowness, PacePolicy.recovered(slowness), Duration.ZERO).strikes())
                .isEqualTo(1);
    }

    @Test
    void warmsUpByTheDaysOfThePlan() {
        var first = LocalDate.parse("2026-11-01");

        assertThat(IntStream.range(0, 11).mapToLong(day -> warmUp(first, day)))
                .containsExactly(
                        50L, 100L, 200L, 500L, 1_000L, 2_000L, 5_000L, 10_000L, 20_000L, 30_000L,
                        45_000L);
        assertThat(PacePolicy.warmUp(first, first.minusDays(1))).hasValue(0);
        assertThat(PacePolicy.warmUp(first, first.plusDays(30))).isEmpty();
    }

    @Test
    void bulkLeavesRoomForCodesWhereThereIsAny() {
        assertThat(PacePolicy.forBulk(1)).isEqualTo(1);
        assertThat(PacePolicy.forBulk(2)).isEqualTo(1);
        assertThat(PacePolicy.forBulk(10)).isEqualTo(8);
        assertThat(PacePolicy.connections(2, 0.5, 3)).isEqualTo(1);
    }

    private static Slowness slower(@Nullable Slowness before, Instant now, Duration hold) {
        return PacePolicy.slower(before, now, hold, 0, "421 4.7.28");
    }

    private static double factor(Slowness slowness, int minutes) {
        return Math.round(
                        PacePolicy.factor(slowness, slowness.until().plusSeconds(60L * minutes))
                                * 1_000)
                / 1_000.0;
    }

    private static long warmUp(LocalDate first, int day) {
        return PacePolicy.warmUp(first, first.plusDays(day)).orElseThrow();
    }
}
