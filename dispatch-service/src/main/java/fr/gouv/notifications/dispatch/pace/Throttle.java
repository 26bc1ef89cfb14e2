package fr.gouv.notifications.dispatch.pace;

import fr.gouv.notifications.contracts.FlowState;
import fr.gouv.notifications.contracts.FlowTarget;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.dispatch.flow.Flow;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The pace towards one mailbox provider, as far as this replica may use it. What has to wait is given a
 * place in a line that moves at the pace, so that it asks once or twice more, and not all the time.
 */
final class Throttle {

    private static final long SECOND = 1_000_000_000L;

    /** Codes do not stand in the line: they ask again soon. */
    private static final long EXPRESS_WAIT = SECOND / 4;

    /** Who would wait longer asks again meanwhile: the pace may have come back. */
    private static final long FARTHEST = 600 * SECOND;

    private static final long UNLIMITED = Long.MAX_VALUE;

    private final Provider provider;
    private final RandomGenerator luck;
    private final SentLog log = new SentLog();
    private int inFlight;
    private long line;
    private double duration = 5_000_000;
    private long leftToday = UNLIMITED;
    private long sentUntold;
    private @Nullable Rule last;
    private @Nullable Slowness slowness;

    Throttle(Provider provider, RandomGenerator luck) {
        this.provider = provider;
        this.luck = luck;
    }

    /** Why a message waits. */
    enum Rule {
        /** The provider asked for it. */
        HELD,
        /** A new sender has sent what it may today. */
        WARM_UP,
        /** As many messages as the provider takes at the same time are on their way. */
        CONNECTIONS,
        /** As many as it takes in that time have left. */
        RATE,
        /** Others have waited before. */
        LINE;

        /** As it is shown. */
        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** What was decided: {@code null} for the rule means that it may leave. */
    record Verdict(@Nullable Rule rule, long until) {}

    private static final Verdict GO = new Verdict(null, 0);

    /**
     * Whether one more may leave.
     *
     * @param replicas how many share the pace
     * @param isFresh whether a warm-up plan runs
     */
    synchronized Verdict ask(Lane lane, long now, int replicas, boolean isFresh) {
        var factor = 1.0;
        var slow = slowness;
        if (slow != null) {
            var until = SentLog.nanos(slow.until());
            if (now < until) {
                return waits(lane, Rule.HELD, now, until, SECOND / 100);
            }
            factor = PacePolicy.factor(slow, instant(now));
        }
        if (leftToday <= 0) {
            return waits(lane, Rule.WARM_UP, now, now + FARTHEST / 2, SECOND / 100);
        }
        var rate = rate(factor, isFresh);
        var interval = rate == null ? 0 : rate.interval().toNanos() * replicas;
        if (provider.connections().isPresent()) {
            var all = PacePolicy.connections(provider.connections().get(), factor, replicas);
            if (inFlight >= (lane == Lane.BULK ? PacePolicy.forBulk(all) : all)) {
                return waits(
                        lane,
                        Rule.CONNECTIONS,
                        now,
                        now,
                        Math.max(interval, (long) (duration / all)));
            }
        }
        if (rate != null) {
            var ours = rate.times(1.0 / replicas);
            var asked =
                    lane == Lane.BULK
                            ? new Rate(PacePolicy.forBulk(ours.messages()), ours.per())
                            : ours;
            var freeAt = Math.max(log.freeAt(ours), log.freeAt(asked));
            if (freeAt > now) {
                return waits(lane, Rule.RATE, now, freeAt, interval);
            }
        }
        inFlight++;
        log.sent(now);
        if (leftToday != UNLIMITED) {
            leftToday--;
            sentUntold++;
        }
        return GO;
    }

    private @Nullable Rate rate(double factor, boolean isFresh) {
        var usual = isFresh ? provider.fresh().or(provider::messages) : provider.messages();
        if (usual.isPresent()) {
            return usual.get().smoothed().times(factor);
        }
        return factor < 1 ? provider.slowed().smoothed().times(factor) : null;
    }

    private Verdict waits(Lane lane, Rule rule, long now, long earliest, long interval) {
        last = rule;
        if (lane == Lane.EXPRESS) {
            return new Verdict(rule, Math.max(earliest, now + EXPRESS_WAIT));
        }
        var first = Math.max(earliest, now + SECOND);
        var farthest = first + FARTHEST;
        var place = Math.max(line, first) + interval;
        if (place > farthest) {
            return new Verdict(rule, first + (long) (FARTHEST * (0.5 + luck.nextDouble() / 2)));
        }
        line = place;
        return new Verdict(rule, place);
    }

    /** An attempt is over. */
    synchronized void ended(long nanos) {
        inFlight--;
        duration = duration * 0.9 + Math.max(0, nanos) * 0.1;
    }

    /** It asked for less; what was on its way before it last asked says nothing new. */
    synchronized @Nullable Slowness slower(long began, Instant now, Duration hold, String why) {
        var before = slowness;
        if (before != null && began <= SentLog.nanos(before.since())) {
            return null;
        }
        var after = PacePolicy.slower(before, now, hold, luck.nextDouble(), why);
        slowness = after;
        return after;
    }

    /** Another replica was asked. */
    synchronized void learn(Slowness other) {
        var known = slowness;
        if (known == null || other.since().isAfter(known.since())) {
            slowness = other;
        }
    }

    synchronized @Nullable Slowness slowness(Instant now) {
        var slow = slowness;
        return slow == null || PacePolicy.factor(slow, now) >= 1 ? null : slow;
    }

    /** How many of those that wait have a place in the line. */
    synchronized long waiting(long now, int replicas, boolean isFresh) {
        var slow = slowness;
        var factor = slow == null ? 1 : PacePolicy.factor(slow, instant(now));
        var rate = rate(factor, isFresh);
        var interval = rate == null ? SECOND / 100 : rate.interval().toNanos() * replicas;
        return line <= now ? 0 : Math.max(1, (line - now) / Math.max(1, interval));
    }

    /** How it flows; empty when nothing waits and nobody asked for less. */
    synchronized Optional<Flow> flow(Instant at, int replicas, boolean isFresh) {
        var now = SentLog.nanos(at);
        var slow = slowness(at);
        var waiting = waiting(now, replicas, isFresh) * replicas;
        var name = provider.name();
        if (slow != null && at.isBefore(slow.until())) {
            return flow(
                    name,
                    FlowState.HELD,
                    Rule.HELD,
                    slow.why(),
                    slow.until(),
                    slow.factor(),
                    waiting);
        }
        if (slow != null) {
            return flow(
                    name,
                    FlowState.SLOWED,
                    Rule.HELD,
                    slow.why(),
                    PacePolicy.recovered(slow),
                    PacePolicy.factor(slow, at),
                    waiting);
        }
        var rule = last;
        return waiting == 0 || rule == null
                ? Optional.empty()
                : flow(name, FlowState.SLOWED, rule, null, instant(line), 1, waiting);
    }

    private static Optional<Flow> flow(
            String name,
            FlowState state,
            Rule rule,
            @Nullable String why,
            Instant until,
            double factor,
            long waiting) {
        return Optional.of(
                new Flow(
                        FlowTarget.MAILBOX_PROVIDER,
                        name,
                        state,
                        rule.word(),
                        why,
                        until,
                        (int) Math.round(factor * 100),
                        waiting,
                        0,
                        0));
    }

    /** What left since this was asked last, under a warm-up plan. */
    synchronized long takeSent() {
        var sent = sentUntold;
        sentUntold = 0;
        return sent;
    }

    /** What this replica may still send today. */
    synchronized void mayStillSend(long messages) {
        leftToday = messages - sentUntold;
    }

    /** The warm-up is over. */
    synchronized void isKnown() {
        leftToday = UNLIMITED;
    }

    Provider provider() {
        return provider;
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND));
    }
}
