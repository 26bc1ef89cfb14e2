package fr.gouv.notifications.dispatch.inbound;

import fr.gouv.notifications.dispatch.inbound.ReturnPath.Attempt;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a mail to one of our return paths turned out to be. */
sealed interface Heard {

    /**
     * A delivery status notification (RFC 3464).
     *
     * @param recipients in the order of the report; at least one
     * @param quoted what it says of the mail that it speaks about
     */
    record Delivery(List<Recipient> recipients, Quoted quoted) implements Heard {

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
     * What a report quotes of the mail that it speaks about. Anybody can write it: it can make a report doubtful,
     * and never believed.
     *
     * @param envelopeId as we gave it (RFC 3461, 4.4); empty when it quotes none
     * @param messageId of the returned mail; empty when it quotes none
     */
    record Quoted(String envelopeId, String messageId) {

        private static final Pattern OURS =
                Pattern.compile("<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@");

        /** How well it goes with the attempt that the signed address names. What others wrote says nothing. */
        Evidence of(Attempt attempt) {
            var named = Attempt.ofEnvelope(envelopeId);
            if (named.isPresent()) {
                return named.get().equals(attempt) ? Evidence.AGREES : Evidence.CONTRADICTS;
            }
            var returned = OURS.matcher(messageId.strip().toLowerCase(Locale.ROOT));
            if (!returned.lookingAt()) {
                return Evidence.NONE;
            }
            return UUID.fromString(returned.group(1)).equals(attempt.notificationId())
                    ? Evidence.AGREES
                    : Evidence.DOUBTFUL;
        }
    }

    /** How well what a report quotes goes with the address to which it came. */
    enum Evidence {
        AGREES,
        /** It quotes nothing that we wrote. */
        NONE,
        /** It returns another mail of ours. */
        DOUBTFUL,
        /** It says that it speaks of another attempt of ours. */
        CONTRADICTS;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One recipient of a report.
     *
     * @param bounceClass absent after a success
     * @param code of the last server, such as {@code 550 5.1.1}
     */
    record Recipient(Action action, @Nullable BounceClass bounceClass, @Nullable String code) {}

    /**
     * A mailbox provider tells what its user thinks of a message (RFC 5965). Who the user is it need not say,
     * and is not asked.
     *
     * @param unwanted whether the citizen called it unwanted, or a fraud; nothing follows from any other type
     */
    record Complaint(boolean unwanted) implements Heard {}

    /** A mail program says that somebody opened it (RFC 8098): it is not asked for, and not used. */
    record Receipt() implements Heard {}

    /** A machine answers for a person who is away. */
    record AutomaticReply() implements Heard {}

    /** Nothing of all that: a person wrote, or a machine that follows no rule. */
    record Unreadable() implements Heard {}
}
