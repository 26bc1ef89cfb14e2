package fr.gouv.notifications.dispatch.reply;

import fr.gouv.notifications.dispatch.reply.Post.Answer;
import fr.gouv.notifications.dispatch.reply.ReplyMailboxes.Mailbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Hands a citizen's reply to the mailbox of the public service, or says why it cannot be. */
@ApplicationScoped
public class CarryReplies {

    private static final DateTimeFormatter WHEN =
            DateTimeFormatter.ofPattern("d MMMM uuuu 'à' HH:mm", Locale.FRENCH)
                    .withZone(ZoneId.of("Europe/Paris"));

    private final ReplyMailboxes mailboxes;
    private final Post post;

    CarryReplies(ReplyMailboxes mailboxes, Post post) {
        this.mailboxes = mailboxes;
        this.post = post;
    }

    /**
     * A reply that came.
     *
     * @param id of the mail, the same at each attempt
     * @param service slug of the service that had written
     * @param sentAt when the message that is answered was made
     * @param proofCode that stands in it
     * @param envelopeSender from whom it comes, as its mail server says
     * @param comesBack where the letter to the service comes back to
     */
    public record Incoming(
            UUID id,
            UUID notificationId,
            String service,
            Instant sentAt,
            Instant receivedAt,
            Optional<String> proofCode,
            String envelopeSender,
            String comesBack,
            @SuppressWarnings("ArrayRecordComponent") // never compared, and changed by nobody
                    byte[] octets) {

        /** Names the notification only. */
        @Override
        public String toString() {
            return "Incoming[" + notificationId + "]";
        }
    }

    /** What became of it. */
    public enum Result {
        CARRIED,
        LATER,
        REFUSED,
        /** There is no such service, or it has no mailbox. */
        NOWHERE
    }

    /**
     * Called outside any transaction.
     *
     * @throws fr.gouv.notifications.eventing.Unavailable when the gateway is away
     */
    public Result forward(Incoming incoming) {
        return mailboxes
                .of(incoming.service(), incoming.notificationId())
                .map(mailbox -> result(post.carry(letter(incoming, mailbox))))
                .orElse(Result.NOWHERE);
    }

    /**
     * Tells whoever wrote that the message is too old to be answered, and where to write instead. To be called once.
     *
     * @throws fr.gouv.notifications.eventing.Unavailable when the gateway is away
     */
    public Result explain(Incoming incoming) {
        return mailboxes
                .of(incoming.service(), incoming.notificationId())
                .map(mailbox -> result(post.carry(explanation(incoming, mailbox))))
                .orElse(Result.NOWHERE);
    }

    private static Result result(Answer answer) {
        return switch (answer) {
            case TAKEN -> Result.CARRIED;
            case LATER -> Result.LATER;
            case REFUSED -> Result.REFUSED;
        };
    }

    private static Letter letter(Incoming incoming, Mailbox mailbox) {
        var reply = ReplyReader.read(incoming.octets());
        var address = reply.address().isEmpty() ? incoming.envelopeSender() : reply.address();
        var shown = reply.name().isEmpty() ? address : reply.name();
        return new Letter(
                incoming.id(),
                incoming.notificationId(),
                incoming.service(),
                withoutAddress(shown) + " via " + mailbox.name(),
                incoming.comesBack(),
                mailbox.address(),
                address,
                "auto-generated",
                reply.subject() + reference(incoming, mailbox),
                text(incoming, mailbox, reply, address),
                reply.attachments());
    }

    /** An address in a name is taken for the sender's by many mail readers, and for a trick by others. */
    private static String withoutAddress(String shown) {
        return shown.replace("@", " (at) ");
    }

    /** By which the agent finds the case. */
    private static String reference(Incoming incoming, Mailbox mailbox) {
        var reference = mailbox.reference();
        return reference == null
                ? incoming.proofCode().map(code -> " [" + code + "]").orElse("")
                : " [" + reference + "]";
    }

    private static String text(Incoming incoming, Mailbox mailbox, Reply reply, String address) {
        var words = new StringBuilder();
        words.append(
                "Réponse d'un usager à un message envoyé par la plateforme de notifications.\n\n");
        words.append("De : ").append(reply.name().isEmpty() ? "" : reply.name() + " ");
        words.append('<').append(address).append(">\n");
        words.append("Reçue le : ").append(WHEN.format(incoming.receivedAt())).append('\n');
        words.append("Au message du : ").append(WHEN.format(incoming.sentAt())).append('\n');
        if (mailbox.reference() != null) {
            words.append("Votre référence : ").append(mailbox.reference()).append('\n');
        }
        words.append("Notification : ").append(incoming.notificationId()).append('\n');
        incoming.proofCode()
                .ifPresent(
                        code -> words.append("Code de vérification : ").append(code).append('\n'));
        words.append(
                "\nL'identité de l'expéditeur n'est pas vérifiée. Répondre à ce courriel écrit"
                        + " directement à cette adresse.\n");
        if (reply.leftOut() > 0) {
            words.append("\nPièces jointes non transmises (type ou taille) : ");
            words.append(reply.leftOut()).append('\n');
        }
        if (!reply.attachments().isEmpty()) {
            words.append(
                    "\nLes pièces jointes viennent de l'expéditeur et n'ont pas été analysées.\n");
        }
        return words.append("\n----------------------------------------\n\n")
                .append(reply.text())
                .append('\n')
                .toString();
    }

    private static Letter explanation(Incoming incoming, Mailbox mailbox) {
        return new Letter(
                incoming.id(),
                incoming.notificationId(),
                incoming.service(),
                mailbox.name(),
                "",
                incoming.envelopeSender(),
                mailbox.address(),
                "auto-replied",
                "Votre réponse n'a pas été transmise",
                """
                Bonjour,

                Vous avez répondu à un message de « %s » du %s.
                Ce message est trop ancien : votre réponse n'a pas été transmise et n'est pas conservée.

                Pour joindre ce service, écrivez à %s.

                Ce courriel est envoyé automatiquement.
                """
                        .formatted(
                                mailbox.name(), WHEN.format(incoming.sentAt()), mailbox.address()),
                List.of());
    }
}
