package fr.gouv.notifications.dispatch.pace;

import java.util.List;
import java.util.Set;

/** Finds the mailbox provider of a domain. */
final class Groups {

    /** Second-level names under which others have theirs. */
    private static final Set<String> REGISTRIES =
            Set.of("asso", "co", "com", "ac", "gouv", "gov", "net", "org", "edu");

    private static final int LONGEST_NAME = 60;

    private final PaceTable table;

    Groups(PaceTable table) {
        this.table = table;
    }

    /**
     * By the mail exchangers, as far as they are known: those of the table, or the organisation that runs
     * them; else by the domain.
     */
    Provider of(String domain, List<String> exchangers) {
        for (var host : exchangers) {
            var found = table.ofExchanger(host);
            if (found != null) {
                return found;
            }
        }
        if (!exchangers.isEmpty()) {
            return table.named(organisation(exchangers.getFirst()));
        }
        var byDomain = table.ofDomain(domain);
        return byDomain == null ? table.named(organisation(domain)) : byDomain;
    }

    /** What somebody registered of this name. */
    private static String organisation(String host) {
        var labels = host.split("\\.", -1);
        var kept = labels.length > 2 && REGISTRIES.contains(labels[labels.length - 2]) ? 3 : 2;
        var from = Math.max(0, labels.length - kept);
        var name = String.join(".", List.of(labels).subList(from, labels.length));
        return name.length() > LONGEST_NAME ? name.substring(name.length() - LONGEST_NAME) : name;
    }
}
