package fr.gouv.notifications.gateway.address;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import fr.gouv.notifications.gateway.dns.BoundedDns;
import fr.gouv.notifications.gateway.dns.Dns;
import fr.gouv.notifications.gateway.dns.JavaDns;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Which domains take mail, as the DNS says. One look-up for a domain at a time, beside the sending; nobody
 * waits for it longer than agreed, and nobody waits at all while the DNS is away. Known domains are kept in
 * memory only.
 */
@ApplicationScoped
class MailDomains {

    private static final int MOST_KNOWN = 20_000;
    private static final int MOST_AT_ONCE = 64;

    /** After as many answers in a row that came too late, nobody waits until one comes in time. */
    private static final int MOST_LATE = 3;

    private static final Duration LONGEST_LOOK_UP = Duration.ofSeconds(5);

    /** Names that exist on one machine or in examples only (RFC 2606, RFC 6761, RFC 7686). */
    private static final Set<String> RESERVED =
            Set.of("test", "example", "invalid", "localhost", "local", "internal", "onion");

    private final @Nullable Dns dns;
    private final Duration patience;
    private final AsyncCache<String, Reception> known;
    private final ExecutorService aside = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore asking = new Semaphore(MOST_AT_ONCE);
    private final AtomicInteger late = new AtomicInteger();

    @Inject
    MailDomains(AddressConfig config, InstantSource clock) {
        this(
                config.resolver().filter(it -> !it.equals("none")).isPresent()
                        ? JavaDns.by(config.resolver())
                        : null,
                config.patience(),
                clock);
    }

    MailDomains(@Nullable Dns dns, Duration patience, InstantSource clock) {
        this.dns = dns;
        this.patience = patience;
        this.known =
                Caffeine.newBuilder()
                        .maximumSize(MOST_KNOWN)
                        .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                        .expireAfter(
                                Expiry.<String, Reception>writing((_, found) -> found.believed()))
                        .executor(aside)
                        .buildAsync();
    }

    /** Whether anybody is asked. */
    boolean isOn() {
        return dns != null;
    }

    /**
     * Asks for the domains that are not known yet. Completes at once when there are none, and with whatever is
     * known when the patience ends; a later answer serves whoever comes later. Never fails, never blocks.
     */
    Uni<Void> lookUp(Collection<String> domains) {
        var asked = dns;
        if (asked == null) {
            return Uni.createFrom().voidItem();
        }
        var awaited = new ArrayList<CompletableFuture<Reception>>();
        for (var domain : domains) {
            if (isReserved(domain)) {
                continue;
            }
            var answer =
                    known.get(
                            domain,
                            (name, _) ->
                                    CompletableFuture.supplyAsync(() -> ask(name, asked), aside));
            if (!answer.isDone()) {
                awaited.add(answer);
            }
        }
        return awaited.isEmpty() || late.get() >= MOST_LATE
                ? Uni.createFrom().voidItem()
                : patiently(awaited);
    }

    private Uni<Void> patiently(Collection<CompletableFuture<Reception>> awaited) {
        return Uni.createFrom()
                .completionStage(
                        () -> CompletableFuture.allOf(awaited.toArray(CompletableFuture[]::new)))
                .onFailure()
                .recoverWithNull()
                .ifNoItem()
                .after(patience)
                .recoverWithUni(
                        () -> {
                            late.incrementAndGet();
                            return Uni.createFrom().voidItem();
                        })
                // What follows must not run on the thread of a timer.
                .emitOn(aside);
    }

    /** What is known now. Asks nobody. */
    Reception of(String domain) {
        var answer = dns == null ? null : known.getIfPresent(domain);
        return answer == null || !answer.isDone() || answer.isCompletedExceptionally()
                ? Reception.UNKNOWN
                : answer.join();
    }

    private Reception ask(String domain, Dns asked) {
        if (!asking.tryAcquire()) {
            return Reception.UNKNOWN;
        }
        try {
            var found = Reception.of(domain, new BoundedDns(asked, LONGEST_LOOK_UP));
            if (found != Reception.UNKNOWN) {
                late.set(0);
            }
            return found;
        } finally {
            asking.release();
        }
    }

    private static boolean isReserved(String domain) {
        return RESERVED.contains(domain.substring(domain.lastIndexOf('.') + 1));
    }
}
