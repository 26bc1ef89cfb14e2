package fr.gouv.notifications.dispatch.pace;

import java.util.List;
import java.util.Optional;

/**
 * A mailbox provider of the table.
 *
 * @param mx ends of the names of its mail exchangers
 * @param domains those of its mailboxes that are known without asking
 * @param connections messages at the same time; absent where there is no limit
 * @param slowed the pace from which a slow-down starts where {@code messages} is absent
 */
record Provider(
        String name,
        List<String> mx,
        List<String> domains,
        Optional<Integer> connections,
        Optional<Rate> messages,
        Optional<Rate> fresh,
        Rate slowed) {

    Provider {
        mx = List.copyOf(mx);
        domains = List.copyOf(domains);
    }

    /** A group that nobody knows anything of: no limits, until it asks for some. */
    static Provider unknown(String name, Rate slowed) {
        return new Provider(
                name,
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                slowed);
    }

    boolean hasLimits() {
        return connections.isPresent() || messages.isPresent();
    }
}
