package fr.gouv.notifications.dispatch.pace;

import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.contracts.Lane;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ThrottlePropertiesTest {

    private static final long START = SentLog.nanos(Instant.parse("2026-11-26T10:00:00Z"));
    private static final long SECOND = 1_000_000_000L;

    @Property(tries = 300)
    void noStretchOfTimeHasMoreThanTheLimitHoweverItIsAsked(
            @ForAll @IntRange(min = 1, max = 150) int messages,
            @ForAll @IntRange(min = 1, max = 120) int seconds,
            @ForAll @IntRange(min = 1, max = 4) int replicas,
            @ForAll long seed) {
        var rate = new Rate(messages, Duration.ofSeconds(seconds));
        var random = new Random(seed);
        var sent = new ArrayList<Long>();
        for (var replica = 0; replica < replicas; replica++) {
            var throttle = new Throttle(limited(rate), random);
            var now = START;
            for (var i = 0; i < 400; i++) {
                now +=
                        (long)
                                (random.nextDouble()
                                        * random.nextInt(4)
                                        * SECOND
                                        * seconds
                                        / messages);
                var lane = random.nextInt(5) == 0 ? Lane.EXPRESS : Lane.BULK;
                if (throttle.ask(lane, now, replicas, false).rule() == null) {
                    sent.add(now);
                    throttle.ended(1);
                }
            }
        }

        sent.sort(null);
        var allowed = Math.max(messages, replicas);
        if (messages >= replicas) {
            for (var i = allowed; i < sent.size(); i++) {
                assertThat(sent.get(i) - sent.get(i - allowed))
                        .isGreaterThanOrEqualTo(seconds * SECOND);
            }
        }
    }

    @Property(tries = 100)
    void everyMessageLeavesAndAsksFewTimes(
            @ForAll @IntRange(min = 1, max = 200) int messages,
            @ForAll @IntRange(min = 1, max = 300) int many,
            @ForAll long seed) {
        var throttle =
                new Throttle(limited(new Rate(messages, Duration.ofMinutes(1))), new Random(seed));
        var waiting = new PriorityQueue<Long>();
        for (var i = 0; i < many; i++) {
            waiting.add(START + i);
        }
        var asked = 0;
        var left = 0;
        var last = START;
        while (!waiting.isEmpty()) {
            var now = waiting.remove();
            assertThat(now).isGreaterThanOrEqualTo(last);
            last = now;
            asked++;
            var verdict = throttle.ask(Lane.BULK, now, 1, false);
            if (verdict.rule() == null) {
                left++;
                throttle.ended(1);
            } else {
                assertThat(verdict.until()).isGreaterThanOrEqualTo(now + SECOND);
                waiting.add(verdict.until());
            }
            assertThat(asked).as("asked for %d", many).isLessThan(40 * many + 100);
        }
        assertThat(left).isEqualTo(many);
    }

    @Property(tries = 200)
    void aSlowDownEndsWhenNothingMoreIsAsked(
            @ForAll @IntRange(min = 1, max = 12) int strikes, @ForAll long seed) {
        var throttle =
                new Throttle(limited(new Rate(100, Duration.ofSeconds(1))), new Random(seed));
        var now = Instant.ofEpochSecond(START / SECOND);
        for (var i = 0; i < strikes; i++) {
            var slowness =
                    Objects.requireNonNull(
                            throttle.slower(SentLog.nanos(now), now, Duration.ZERO, "421"));
            assertThat(throttle.ask(Lane.EXPRESS, SentLog.nanos(now), 1, false).rule())
                    .isEqualTo(Throttle.Rule.HELD);
            now = slowness.until();
        }
        var last = Objects.requireNonNull(throttle.slowness(now));

        assertThat(throttle.ask(Lane.EXPRESS, SentLog.nanos(now), 1, false).rule()).isNull();
        assertThat(throttle.slowness(PacePolicy.recovered(last).plusSeconds(1))).isNull();
    }

    private static Provider limited(Rate rate) {
        return new Provider(
                "one",
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.of(rate),
                Optional.empty(),
                rate);
    }
}
