package fr.gouv.notifications.dispatch.inbound;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a mail to one of our return paths turned out to be. */
sealed interface Heard {

    /**
     * A delivery status notification (RFC 3464).
     *
     * @param recipients in the order of the report; at least one
     */
    record Delivery(List<Recipient> recipients) implements Heard {

        public Delivery {
            recipients = List.copyOf(recipients);
        }

        /**
         * What the report says of our only recipient. An address that leads to several is blamed for
         * none of them alone: the mildest class counts, and a success beside a failure is no failure.
         */
        Recipient verdict() {
            var verdict = recipients.getFirst();
            for (var recipient : recipients) {
                if (isMilder(recipient, verdict)) {
                    verdict = recipient;
                }
            }
            return verdict;
        }

        private static boolean isMilder(Recipient one, Recipient other) {
            if (one.action() != other.action()) {
                return other.action() == Action.FAILED
                        || (other.action() == Action.DELAYED && one.action().isSuccess());
            }
            return one.bounceClass() != null
                    && other.bounceClass() != null
                    && one.bounceClass().compareTo(other.bounceClass()) < 0;
        }
    }

    /**
     * One recipient of a report.
     *
     * @param bounceClass absent after a success
     * @param code of the last server, such as {@code 550 5.1.1}
     */
    record Recipient(Action action, @Nullable BounceClass bounceClass, @Nullable String code) {}

    /** A citizen declared the message unwanted (RFC 5965). */
    record Complaint(String feedbackType) implements Heard {}

    /** A mail program says that somebody opened it (RFC 8098): it is not asked for, and not used. */
    record Receipt() implements Heard {}

    /** A machine answers for a person who is away. */
    record AutomaticReply() implements Heard {}

    /** Nothing of all that: a person wrote, or a machine that follows no rule. */
    record Unreadable() implements Heard {}
}
