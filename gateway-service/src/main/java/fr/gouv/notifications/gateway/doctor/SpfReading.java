package fr.gouv.notifications.gateway.doctor;

import fr.gouv.notifications.gateway.dns.Dns;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads an SPF record with all that it includes, and counts the look-ups that every mailbox provider must
 * make (RFC 7208, 4.6.4): more than ten, or two in vain, and the whole record counts for nothing.
 */
final class SpfReading {

    static final int MOST_LOOKUPS = 10;
    static final int MOST_VOID = 2;

    /** Where counting ends: nobody who has ten too many needs to know more. */
    private static final int ENOUGH = 40;

    private final Dns dns;
    private final Set<String> seen = new HashSet<>();
    private int lookups;
    private int voids;
    private boolean unverified;
    private @Nullable String fault;

    private SpfReading(Dns dns) {
        this.dns = dns;
    }

    /**
     * What came of it.
     *
     * @param fault in French, null when there is none
     * @param isUnverified whether something could not be asked
     */
    record Read(
            @Nullable String record,
            int lookups,
            int voids,
            @Nullable String fault,
            boolean isUnverified) {}

    static Read of(String domain, Dns dns) {
        var reading = new SpfReading(dns);
        var record = reading.record(domain);
        if (record != null) {
            reading.follow(domain, record);
        }
        return new Read(record, reading.lookups, reading.voids, reading.fault, reading.unverified);
    }

    private @Nullable String record(String domain) {
        var answer = dns.ask(domain, Dns.Kind.TXT);
        if (answer.isFailure()) {
            unverified = true;
            return null;
        }
        var records = answer.values().stream().filter(SpfReading::isSpf).toList();
        if (records.size() > 1) {
            fail(
                    "« "
                            + domain
                            + " » publie "
                            + records.size()
                            + " enregistrements SPF au lieu d'un");
        }
        return records.size() == 1 ? records.getFirst() : null;
    }

    private static boolean isSpf(String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        return lower.equals("v=spf1") || lower.startsWith("v=spf1 ");
    }

    private void follow(String domain, String record) {
        if (!seen.add(domain)) {
            fail("« " + domain + " » s'inclut lui-même");
            return;
        }
        var terms = List.of(record.strip().toLowerCase(Locale.ROOT).split("\\s+"));
        var hasAll = terms.stream().anyMatch(term -> term.matches("[+?~-]?all"));
        for (var term : terms.subList(1, terms.size())) {
            if (lookups > ENOUGH) {
                return;
            }
            var mechanism = term.replaceFirst("^[+?~-]", "");
            if (mechanism.startsWith("redirect=")) {
                if (!hasAll) {
                    include(mechanism.substring("redirect=".length()));
                }
            } else if (!mechanism.matches("[a-z][a-z0-9_.-]*=.*")) {
                mechanism(domain, mechanism);
            }
        }
    }

    private void mechanism(String domain, String written) {
        var name = written.split("[:/]", 2)[0];
        var colon = written.indexOf(':');
        var target = colon < 0 ? domain : written.substring(colon + 1).replaceFirst("/.*$", "");
        switch (name) {
            case "all", "ip4", "ip6" -> {
                // Asks nothing.
            }
            case "include" -> include(target);
            case "a" -> ask(target, Dns.Kind.A);
            case "mx" -> ask(target, Dns.Kind.MX);
            case "exists" -> ask(target, Dns.Kind.A);
            case "ptr" -> lookups++;
            default -> fail("« " + written + " » n'est pas un terme de SPF");
        }
    }

    private void ask(String target, Dns.Kind kind) {
        lookups++;
        if (!target.contains("%")) {
            count(dns.ask(target, kind));
        }
    }

    private void include(String target) {
        lookups++;
        if (target.contains("%")) {
            return;
        }
        var answer = dns.ask(target, Dns.Kind.TXT);
        count(answer);
        if (answer.isFailure()) {
            return;
        }
        var record = record(target);
        if (record == null) {
            fail("« " + target + " », qu'il inclut, n'a pas d'enregistrement SPF");
            return;
        }
        follow(target, record);
    }

    private void count(Dns.Answer answer) {
        unverified |= answer.isFailure();
        voids += answer.isVoid() ? 1 : 0;
    }

    private void fail(String sentence) {
        if (fault == null) {
            fault = sentence;
        }
    }
}
