package fr.gouv.notifications.dispatch.pace;

import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.dispatch.pace.Throttle.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ThrottleTest {

    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");
    private static final long NANOS = SentLog.nanos(NOW);
    private static final Rate FAST = Rate.of("100/s");

    @Test
    void bulkFillsNoConnectionThatCodesNeed() {
        var throttle = throttle(2, null);

        assertThat(ask(throttle, Lane.BULK)).isNull();
        assertThat(ask(throttle, Lane.BULK)).isEqualTo(Rule.CONNECTIONS);
        assertThat(ask(throttle, Lane.EXPRESS)).isNull();
        assertThat(ask(throttle, Lane.EXPRESS)).isEqualTo(Rule.CONNECTIONS);

        throttle.ended(1_000_000);
        assertThat(ask(throttle, Lane.EXPRESS)).isNull();
    }

    @Test
    void bulkLeavesAFifthOfTheRateToCodes() {
        var throttle = throttle(0, "10/min");
        for (var i = 0; i < 8; i++) {
            assertThat(ask(throttle, Lane.BULK)).isNull();
        }

        assertThat(ask(throttle, Lane.BULK)).isEqualTo(Rule.RATE);
        assertThat(ask(throttle, Lane.EXPRESS)).isNull();
        assertThat(ask(throttle, Lane.EXPRESS)).isNull();
        assertThat(ask(throttle, Lane.EXPRESS)).isEqualTo(Rule.RATE);
    }

    @Test
    void whatWaitsIsGivenAPlaceInALineAndDoesNotComeBackAllAtOnce() {
        var throttle = throttle(0, "10/min");
        var places =
                IntStream.range(0, 50)
                        .mapToObj(_ -> throttle.ask(Lane.BULK, NANOS, 1, false))
                        .filter(verdict -> verdict.rule() != null)
                        .map(Throttle.Verdict::until)
                        .toList();

        assertThat(places).hasSize(42).isSorted().doesNotHaveDuplicates();
        assertThat(places.getLast() - NANOS).isGreaterThan(Duration.ofMinutes(4).toNanos());
        assertThat(throttle.waiting(NANOS, 1, false)).isBetween(40L, 55L);
    }

    @Test
    void manyAnswersToTheSameBurstAreOneAsking() {
        var throttle = throttle(5, null);

        assertThat(throttle.slower(NANOS - 5, NOW, Duration.ZERO, "421")).isNotNull();
        assertThat(throttle.slower(NANOS - 4, NOW, Duration.ZERO, "421")).isNull();
        assertThat(throttle.slower(NANOS, NOW.plusMillis(20), Duration.ZERO, "421")).isNull();
    }

    @Test
    void whoHadNoLimitHasOneOnceItAsked() {
        var throttle = throttle(0, null);
        for (var i = 0; i < 10_000; i++) {
            assertThat(ask(throttle, Lane.BULK)).isNull();
        }

        var slowness =
                Objects.requireNonNull(throttle.slower(NANOS, NOW, Duration.ZERO, "421 4.7.28"));
        assertThat(ask(throttle, Lane.EXPRESS)).isEqualTo(Rule.HELD);

        var after = SentLog.nanos(slowness.until());
        for (var i = 0; i < 50; i++) {
            assertThat(throttle.ask(Lane.EXPRESS, after, 1, false).rule()).isNull();
        }
        assertThat(throttle.ask(Lane.EXPRESS, after, 1, false).rule()).isEqualTo(Rule.RATE);
    }

    @Test
    void aNewSenderSendsNoMoreThanItMayToday() {
        var throttle = throttle(0, null);
        throttle.mayStillSend(2);

        assertThat(ask(throttle, Lane.BULK)).isNull();
        assertThat(ask(throttle, Lane.BULK)).isNull();
        assertThat(ask(throttle, Lane.BULK)).isEqualTo(Rule.WARM_UP);
        assertThat(throttle.takeSent()).isEqualTo(2);
        assertThat(throttle.takeSent()).isZero();

        throttle.mayStillSend(1);
        assertThat(ask(throttle, Lane.BULK)).isNull();
    }

    @Test
    void freshSendersHaveTheRateForThem() {
        var throttle =
                new Throttle(
                        new Provider(
                                "free",
                                List.of(),
                                List.of(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(Rate.of("10/h")),
                                FAST),
                        new Random(1));

        for (var i = 0; i < 100; i++) {
            assertThat(throttle.ask(Lane.EXPRESS, NANOS, 1, false).rule()).isNull();
        }
        var later = NANOS + Duration.ofHours(2).toNanos();
        for (var i = 0; i < 10; i++) {
            assertThat(throttle.ask(Lane.EXPRESS, later, 1, true).rule()).isNull();
        }
        assertThat(throttle.ask(Lane.EXPRESS, later, 1, true).rule()).isEqualTo(Rule.RATE);
    }

    private static @Nullable Rule ask(Throttle throttle, Lane lane) {
        return throttle.ask(lane, NANOS, 1, false).rule();
    }

    private static Throttle throttle(int connections, @Nullable String rate) {
        return new Throttle(
                new Provider(
                        "one",
                        List.of(),
                        List.of(),
                        connections == 0 ? Optional.empty() : Optional.of(connections),
                        Optional.ofNullable(rate).map(Rate::of),
                        Optional.empty(),
                        FAST),
                new Random(1));
    }
}
