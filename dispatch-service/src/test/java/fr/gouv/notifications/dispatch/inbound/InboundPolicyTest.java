package fr.gouv.notifications.dispatch.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.contracts.Sealed;
import fr.gouv.notifications.dispatch.inbound.ReturnPath.Attempt;
import fr.gouv.notifications.dispatch.inbound.ReturnPath.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InboundPolicyTest {

    private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");
    private static final Instant LATER = NOW.plus(Duration.ofDays(3));

    @ParameterizedTest
    @CsvSource({"1, PT1S", "2, PT2S", "5, PT16S", "10, PT8M32S", "11, PT15M", "400, PT15M"})
    void waitsLongerAfterEachFailure(int failures, Duration pause) {
        assertThat(InboundPolicy.pause(failures)).isEqualTo(pause);
    }

    @Test
    void givesUpAtItsTime() {
        assertThat(InboundPolicy.isHopeless(mail(LATER, 3, 4), NOW)).isFalse();
        assertThat(InboundPolicy.isHopeless(mail(NOW, 3, 4), NOW)).isTrue();
    }

    @Test
    void givesUpWhenWorkersDieOverIt() {
        assertThat(InboundPolicy.isHopeless(mail(LATER, 0, 5), NOW)).isFalse();
        assertThat(InboundPolicy.isHopeless(mail(LATER, 0, 6), NOW)).isTrue();
        assertThat(InboundPolicy.isHopeless(mail(LATER, 90, 91), NOW)).isFalse();
    }

    private static InboundMail mail(Instant givesUpAt, int failures, int epoch) {
        return new InboundMail(
                UUID.randomUUID(),
                Purpose.BOUNCE,
                new Attempt(UUID.randomUUID(), 0, 1),
                "caf-92",
                new Sealed(LocalDate.of(2026, 11, 27), "c2VhbGVk"),
                NOW,
                givesUpAt,
                failures,
                epoch);
    }
}
