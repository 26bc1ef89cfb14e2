package fr.gouv.notifications.dispatch.pace;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Which mail exchangers a domain has. Nobody waits for the answer: until it is here, and when none
 * comes, the domain stands for itself.
 */
@ApplicationScoped
class Exchangers {

    private static final Logger LOG = Logger.getLogger(Exchangers.class);
    private static final int MOST_KNOWN = 20_000;
    private static final int MOST_ASKED = 64;
    private static final int DNS_PORT = 53;
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration BELIEVED = Duration.ofHours(1);
    private static final Duration UNANSWERED = Duration.ofMinutes(5);

    /** Names that exist on one machine or in examples only (RFC 2606, RFC 6761). */
    private static final Set<String> RESERVED =
            Set.of("test", "example", "invalid", "localhost", "local");

    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final Semaphore asking = new Semaphore(MOST_ASKED);
    private final @Nullable Resolver resolver;
    private final InstantSource clock;

    Exchangers(PaceConfig config, InstantSource clock) {
        this.resolver = config.enabled() ? resolver(config.dnsResolver()) : null;
        this.clock = clock;
    }

    private record Known(List<String> hosts, Instant until) {}

    /** Their names, the preferred ones first; empty while they are not known, or when there are none. */
    List<String> of(String domain) {
        var found = known.get(domain);
        if (found != null && clock.instant().isBefore(found.until())) {
            return found.hosts();
        }
        ask(domain);
        return found == null ? List.of() : found.hosts();
    }

    private void ask(String domain) {
        var asked = resolver;
        if (asked == null || isReserved(domain) || !asking.tryAcquire()) {
            return;
        }
        // Whoever comes meanwhile does not ask again.
        note(
                domain,
                known.getOrDefault(domain, new Known(List.of(), Instant.EPOCH)).hosts(),
                UNANSWERED);
        try {
            var question = Record.newRecord(Name.fromString(domain + "."), Type.MX, DClass.IN);
            var _ =
                    asked.sendAsync(Message.newQuery(question))
                            .whenComplete(
                                    (answer, _) -> {
                                        asking.release();
                                        if (answer != null) {
                                            note(domain, hosts(answer), BELIEVED);
                                        }
                                    });
        } catch (TextParseException | RuntimeException e) {
            asking.release();
        }
    }

    private void note(String domain, List<String> hosts, Duration believed) {
        var now = clock.instant();
        if (known.size() >= MOST_KNOWN) {
            known.values().removeIf(it -> it.until().isBefore(now));
            if (known.size() >= MOST_KNOWN) {
                known.clear();
            }
        }
        known.put(domain, new Known(hosts, now.plus(believed)));
    }

    private static List<String> hosts(Message answer) {
        return answer.getSection(Section.ANSWER).stream()
                .filter(MXRecord.class::isInstance)
                .map(MXRecord.class::cast)
                .sorted(Comparator.comparingInt(MXRecord::getPriority))
                .map(record -> record.getTarget().toString(true).toLowerCase(Locale.ROOT))
                .filter(host -> !host.isEmpty())
                .toList();
    }

    private static boolean isReserved(String domain) {
        return !domain.contains(".")
                || RESERVED.contains(domain.substring(domain.lastIndexOf('.') + 1));
    }

    private static @Nullable Resolver resolver(Optional<String> configured) {
        if (configured.isPresent() && configured.get().equals("none")) {
            return null;
        }
        try {
            var resolver = configured.isEmpty() ? new ExtendedResolver() : simple(configured.get());
            resolver.setTimeout(PATIENCE);
            return resolver;
        } catch (UnknownHostException e) {
            LOG.warnf("no resolver %s: mail exchangers are not asked for", configured.orElse(""));
            return null;
        }
    }

    private static SimpleResolver simple(String written) throws UnknownHostException {
        var colon = written.lastIndexOf(':');
        var resolver = new SimpleResolver(colon < 0 ? written : written.substring(0, colon));
        resolver.setPort(colon < 0 ? DNS_PORT : Integer.parseInt(written.substring(colon + 1)));
        return resolver;
    }
}
