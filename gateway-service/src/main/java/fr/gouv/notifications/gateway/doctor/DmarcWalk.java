package fr.gouv.notifications.gateway.doctor;

import fr.gouv.notifications.gateway.dns.Dns;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the DMARC record that holds for a domain, and the organisation it belongs to, by walking up the
 * tree of names (RFC 9989, 4.10): at most eight questions, no list of public suffixes.
 */
final class DmarcWalk {

    private static final int MOST_LABELS = 8;

    private final Map<String, Tags> records = new LinkedHashMap<>();
    private final String domain;
    private final Dns dns;
    private int asked;
    private boolean unverified;
    private @Nullable String doubled;

    private DmarcWalk(String domain, Dns dns) {
        this.domain = domain;
        this.dns = dns;
    }

    /** Walks from this domain to the top. */
    static DmarcWalk from(String domain, Dns dns) {
        var walk = new DmarcWalk(domain, dns);
        walk.walk();
        return walk;
    }

    int asked() {
        return asked;
    }

    boolean isUnverified() {
        return unverified;
    }

    /** Where two records stand: there they count for nothing. */
    Optional<String> doubled() {
        return Optional.ofNullable(doubled);
    }

    /** The domain of the organisation; the domain itself when nothing says more. */
    String organisation() {
        for (var entry : records.entrySet()) {
            var psd = entry.getValue().word("psd", "u");
            if (psd.equals("n")) {
                return entry.getKey();
            }
            if (psd.equals("y") && !entry.getKey().equals(domain)) {
                return oneBelow(entry.getKey());
            }
        }
        return records.isEmpty() ? domain : List.copyOf(records.keySet()).getLast();
    }

    /** Where the record stands that holds: here, at the organisation, or at the suffix above it. */
    Optional<String> holding() {
        if (records.containsKey(domain)) {
            return Optional.of(domain);
        }
        var organisation = organisation();
        if (records.containsKey(organisation)) {
            return Optional.of(organisation);
        }
        return records.entrySet().stream()
                .filter(entry -> entry.getValue().word("psd", "u").equals("y"))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Its tags. */
    Optional<Tags> tags() {
        return holding().map(records::get);
    }

    /** What receivers are asked to do with mail that fails: a missing policy is none. */
    String policy() {
        var where = holding();
        if (where.isEmpty()) {
            return "none";
        }
        var tags = records.get(where.get());
        if (tags == null) {
            return "none";
        }
        var own = tags.word("p", "none");
        return where.get().equals(domain) ? own : tags.word("sp", own);
    }

    private void walk() {
        var name = domain;
        while (!name.isEmpty()) {
            if (ask(name)) {
                return;
            }
            name = above(name);
        }
    }

    /** Whether the walk ends here. */
    private boolean ask(String name) {
        asked++;
        var answer = dns.ask("_dmarc." + name, Dns.Kind.TXT);
        unverified |= answer.isFailure();
        var found = answer.values().stream().filter(record -> Tags.isOf("DMARC1", record)).toList();
        if (found.size() > 1) {
            doubled = doubled == null ? name : doubled;
            return false;
        }
        if (found.isEmpty()) {
            return false;
        }
        var tags = Tags.of(found.getFirst());
        records.put(name, tags);
        var psd = tags.word("psd", "u");
        return psd.equals("n") || (psd.equals("y") && !name.equals(domain));
    }

    /** One label less; from more than eight labels at once to seven. */
    private static String above(String name) {
        var labels = name.split("\\.", -1);
        var kept = labels.length >= MOST_LABELS ? MOST_LABELS - 1 : labels.length - 1;
        return String.join(".", List.of(labels).subList(labels.length - kept, labels.length));
    }

    private String oneBelow(String suffix) {
        var labels = domain.split("\\.", -1);
        var kept = suffix.split("\\.", -1).length + 1;
        return String.join(".", List.of(labels).subList(labels.length - kept, labels.length));
    }
}
