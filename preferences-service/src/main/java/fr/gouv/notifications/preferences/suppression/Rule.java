package fr.gouv.notifications.preferences.suppression;

import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.DeliveryReported;
import java.util.Locale;
import java.util.Optional;

/** Why an address is suppressed; the strongest first. */
enum Rule {
    /** It does not exist, or its domain does not. */
    HARD,
    /** It takes no messages any more, and said so on two days. */
    DISABLED,
    /** Its mailbox was full for three messages within thirty days. */
    FULL,
    /** Whoever reads it called a message of this service unwanted. */
    COMPLAINT;

    /**
     * The rule that this report counts for. None when it is our own fault: the sender, the words, the
     * pace, the providers between.
     */
    static Optional<Rule> of(DeliveryReported report) {
        if (report.report() == DeliveryReport.COMPLAINED) {
            return Optional.of(COMPLAINT);
        }
        return switch (report.reason()) {
            case ADDRESS_UNKNOWN, DOMAIN_UNKNOWN -> Optional.of(HARD);
            case ADDRESS_DISABLED -> Optional.of(DISABLED);
            case MAILBOX_FULL -> Optional.of(FULL);
            case null, default -> Optional.empty();
        };
    }

    static Rule named(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
