package fr.gouv.notifications.dispatch.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RetryPolicyTest {

    private static final UUID NOTIFICATION =
            UUID.fromString("01985b2e-0000-7000-8000-000000000001");

    @ParameterizedTest
    @CsvSource({
        "UNREACHABLE, 1, PT10S",
        "UNREACHABLE, 3, PT1M",
        "UNREACHABLE, 99, PT15M",
        "GREYLISTED, 1, PT5M",
        "THROTTLED, 1, PT1M",
        "MAILBOX_FULL, 1, PT30M",
        "MAILBOX_FULL, 5, PT8H",
        "OURSELVES, 1, PT5M"
    })
    void waitsLongerAtEachFailureByItsClass(Hindrance hindrance, int failures, Duration about) {
        var wait = RetryPolicy.waitAfter(hindrance, failures, NOTIFICATION);

        assertThat(wait).isCloseTo(about, Duration.ofMillis(about.toMillis() / 10 + 1));
    }

    @ParameterizedTest
    @EnumSource(Hindrance.class)
    void neverComesBackAtOnce(Hindrance hindrance) {
        assertThat(RetryPolicy.waitAfter(hindrance, 0, NOTIFICATION))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void spreadsNotificationsThatFailedTogether() {
        var waits =
                IntStream.range(0, 100)
                        .mapToObj(
                                i ->
                                        RetryPolicy.waitAfter(
                                                Hindrance.FAULT, 1, new UUID(i * 7919L, i)))
                        .distinct()
                        .count();

        assertThat(waits).isGreaterThan(50);
    }
}
