package fr.gouv.notifications.gateway.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReservePolicyTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void beginsSmallAndGrowsWithWhatIsUsed() {
        assertThat(ReservePolicy.reserve(1, 1_000_000, 0, LONG)).isEqualTo(10);
        assertThat(ReservePolicy.reserve(1, 1_000_000, 10, Duration.ofMillis(10))).isEqualTo(40);
        assertThat(ReservePolicy.reserve(1, 1_000_000, 4_000, Duration.ofSeconds(4)))
                .isEqualTo(5_000);
        assertThat(ReservePolicy.reserve(1, 1_000_000, 4_000, Duration.ofSeconds(20)))
                .isEqualTo(1_000);
        assertThat(ReservePolicy.reserve(1, 1_000_000, 4_000, Duration.ZERO)).isEqualTo(16_000);
    }

    @Test
    void neverFewerThanAreNeeded() {
        assertThat(ReservePolicy.reserve(1_000, 1_000_000, 0, LONG)).isEqualTo(1_000);
        assertThat(ReservePolicy.reserve(1_000, 1_200, 0, LONG)).isEqualTo(1_000);
    }

    @ParameterizedTest
    @CsvSource({"3200, 100", "320, 10", "100, 3", "31, 1", "1, 1", "0, 0"})
    void theNearerTheLimitTheLessIsHeld(long left, long reserved) {
        assertThat(ReservePolicy.reserve(1, left, 5_000, Duration.ofSeconds(1)))
                .isEqualTo(reserved);
    }

    @Test
    void neverMoreThanIsLeft() {
        for (var left = 0L; left < 5_000; left++) {
            assertThat(ReservePolicy.reserve(1_000, left, 5_000, Duration.ZERO))
                    .isBetween(0L, left);
        }
    }
}
