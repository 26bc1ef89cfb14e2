package fr.gouv.notifications.dispatch.pace;

import static java.nio.charset.StandardCharsets.UTF_8;

import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.dispatch.flow.Flow;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Lets e-mails leave as fast as the mailbox providers of their recipients take them. Costs no question to
 * a database or to the DNS: what other replicas and mail exchangers say is learned beside.
 */
@ApplicationScoped
public class Pace {

    private static final Logger LOG = Logger.getLogger(Pace.class);
    private static final String TABLE = "/pace/mailbox-providers.properties";

    /** More groups than these are not told apart. */
    private static final int MOST_GROUPS = 5_000;

    private static final String OTHER = "other";

    private final PaceConfig config;
    private final Exchangers exchangers;
    private final InstantSource clock;
    private final MeterRegistry metrics;
    private final PaceTable table;
    private final Groups groups;
    private final Map<String, Throttle> throttles = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> slowed = new ConcurrentLinkedQueue<>();
    private volatile int replicas = 1;

    Pace(PaceConfig config, Exchangers exchangers, InstantSource clock, MeterRegistry metrics) {
        this.config = config;
        this.exchangers = exchangers;
        this.clock = clock;
        this.metrics = metrics;
        this.table = table(config.table());
        this.groups = new Groups(table);
        metrics.gauge("notifications.dispatch.pace.slowed", this, it -> it.countSlowed());
    }

    /** Whether an e-mail to this address may leave now. Takes a turn if it may. */
    public Turn ask(Lane lane, String address) {
        var now = clock.instant();
        var nanos = SentLog.nanos(now);
        if (!config.enabled()) {
            return new Turn.Go(new Permit(this, OTHER, null, nanos));
        }
        var domain = address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
        var provider = groups.of(domain, exchangers.of(domain));
        var throttle = throttle(provider);
        if (throttle == null) {
            return new Turn.Go(new Permit(this, provider.name(), null, nanos));
        }
        var verdict = throttle.ask(lane, nanos, replicas, isWarmingUp());
        var rule = verdict.rule();
        if (rule == null) {
            return new Turn.Go(new Permit(this, provider.name(), throttle, nanos));
        }
        metrics.counter(
                        "notifications.dispatch.paced",
                        "group",
                        table.has(provider.name()) ? provider.name() : OTHER,
                        "rule",
                        rule.word())
                .increment();
        return new Turn.Wait(
                Instant.ofEpochSecond(
                        verdict.until() / 1_000_000_000L, verdict.until() % 1_000_000_000L));
    }

    void slower(String group, long began, @Nullable String code, @Nullable String words) {
        var signal = table.signal(words);
        slow(
                group,
                began,
                signal.map(PaceTable.Signal::hold).orElse(Duration.ZERO),
                signal.map(PaceTable.Signal::name).orElse(code == null ? "throttled" : code));
    }

    void refused(String group, long began, @Nullable String code, @Nullable String words) {
        if (code != null && (code.contains("5.7.") || code.contains("4.7."))) {
            table.signal(words).ifPresent(it -> slow(group, began, it.hold(), it.name()));
        }
    }

    private void slow(String group, long began, Duration hold, String why) {
        if (!config.enabled()) {
            return;
        }
        var now = clock.instant();
        var slowness = made(table.named(group)).slower(began, now, hold, why);
        if (slowness != null) {
            slowed.add(group);
            LOG.warnf(
                    "%s asks us to be slower (%s, %d times): nothing until %s, then %d %% of the pace",
                    table.has(group) ? group : "a mailbox provider",
                    why,
                    slowness.strikes(),
                    slowness.until(),
                    Math.round(slowness.factor() * 100));
        }
    }

    private @Nullable Throttle throttle(Provider provider) {
        var made = throttles.get(provider.name());
        if (made != null) {
            return made;
        }
        return provider.hasLimits() || config.warmUpFrom().isPresent() ? made(provider) : null;
    }

    private Throttle made(Provider provider) {
        var one =
                throttles.size() < MOST_GROUPS || throttles.containsKey(provider.name())
                        ? provider
                        : table.named(OTHER);
        return throttles.computeIfAbsent(
                one.name(),
                _ -> {
                    var throttle = new Throttle(one, ThreadLocalRandom.current());
                    if (isWarmingUp()) {
                        // Until it is known how much others have sent today.
                        throttle.mayStillSend(0);
                    }
                    return throttle;
                });
    }

    long nanos() {
        return SentLog.nanos(clock.instant());
    }

    boolean isWarmingUp() {
        return config.warmUpFrom().isPresent();
    }

    /** How many replicas share each pace. */
    void share(int all) {
        replicas = Math.max(1, all);
    }

    int replicas() {
        return replicas;
    }

    /** Another replica was asked to be slower. */
    void learn(String group, Slowness slowness) {
        made(table.named(group)).learn(slowness);
    }

    /** Those that asked since this was called last. */
    Map<String, Slowness> takeSlowed() {
        var taken = new ConcurrentHashMap<String, Slowness>();
        for (var group = slowed.poll(); group != null; group = slowed.poll()) {
            var throttle = throttles.get(group);
            var slowness = throttle == null ? null : throttle.slowness(clock.instant());
            if (slowness != null) {
                taken.put(group, slowness);
            }
        }
        return taken;
    }

    /** The others could not be told. */
    void tellAgain(String group) {
        slowed.add(group);
    }

    Collection<Throttle> throttles() {
        return throttles.values();
    }

    /** Those that do not flow as usual. */
    List<Flow> flows() {
        var now = clock.instant();
        return throttles.values().stream()
                .flatMap(throttle -> throttle.flow(now, replicas, isWarmingUp()).stream())
                .toList();
    }

    private double countSlowed() {
        var now = clock.instant();
        return throttles.values().stream()
                .map(throttle -> throttle.slowness(now))
                .filter(Objects::nonNull)
                .count();
    }

    private static PaceTable table(Optional<Path> file) {
        try (var reader = file.isPresent() ? Files.newBufferedReader(file.get()) : own()) {
            return PaceTable.read(reader);
        } catch (IOException e) {
            throw new UncheckedIOException("the table of mailbox providers cannot be read", e);
        }
    }

    private static Reader own() {
        return new InputStreamReader(
                Objects.requireNonNull(Pace.class.getResourceAsStream(TABLE), TABLE), UTF_8);
    }
}
