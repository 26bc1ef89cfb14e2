package fr.gouv.notifications.dispatch.inbound;

import fr.gouv.notifications.dispatch.reply.CarryReplies;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;

/**
 * Finds out what came as a reply, tells that the citizen answered, and has it carried to the service. Runs
 * outside any transaction, because another mail server takes its time.
 */
@ApplicationScoped
class ReadReply {

    private final InboundMails mails;
    private final HearBack hearBack;
    private final CarryReplies replies;
    private final ReturnPaths paths;
    private final InboundConfig config;
    private final InstantSource clock;

    ReadReply(
            InboundMails mails,
            HearBack hearBack,
            CarryReplies replies,
            ReturnPaths paths,
            InboundConfig config,
            InstantSource clock) {
        this.mails = mails;
        this.hearBack = hearBack;
        this.replies = replies;
        this.paths = paths;
        this.config = config;
        this.clock = clock;
    }

    /** What became of a reply. */
    sealed interface Fate {

        /** Nothing remains to be done, and nothing to be kept. */
        record Over(String result) implements Fate {}

        /** It is to be tried again. */
        record Later(String why) implements Fate {}

        /** A person has to look. */
        record Stuck(String why) implements Fate {}
    }

    /**
     * @throws fr.gouv.notifications.eventing.Unavailable when the gateway is away
     * @throws InboundFailedException when the database is away
     */
    Fate settle(InboundMail mail, byte[] octets) {
        var read = Mail.read(octets);
        var sender = ReturnPaths.senderIn(read.fields());
        var sent = mails.sent(mail.attempt().notificationId()).orElse(null);
        if (sent == null) {
            return new Fate.Over("repeated-or-unknown");
        }
        var incoming =
                new CarryReplies.Incoming(
                        mail.id(),
                        mail.attempt().notificationId(),
                        mail.service(),
                        sent.at(),
                        mail.receivedAt(),
                        sent.proofCode(),
                        sender,
                        paths.forward(mail.attempt()),
                        octets);
        return switch (ReplyPolicy.kind(read.type(), read.fields(), sender)) {
            case LOOP -> new Fate.Over("loop");
            case MACHINE -> new Fate.Over("automatic-reply");
            case PERSON ->
                    sent.at().plus(config.repliesFor()).isBefore(mail.receivedAt())
                            ? explain(mail, incoming)
                            : forward(mail, incoming);
        };
    }

    private Fate forward(InboundMail mail, CarryReplies.Incoming incoming) {
        if (mail.failures() == 0) {
            QuarkusTransaction.requiringNew()
                    .run(() -> hearBack.replied(mail.attempt(), mail.service()));
        }
        return switch (replies.forward(incoming)) {
            case CARRIED -> new Fate.Over("forwarded");
            case LATER -> new Fate.Later("no relay takes it now");
            case REFUSED -> new Fate.Stuck("mailbox-refuses");
            case NOWHERE -> new Fate.Over("nowhere");
        };
    }

    /** Once for each notification, whoever writes how often. */
    private Fate explain(InboundMail mail, CarryReplies.Incoming incoming) {
        if (mails.hasExplained(
                mail.attempt().notificationId(), clock.instant().minus(config.kept()))) {
            return new Fate.Over("expired");
        }
        return switch (replies.explain(incoming)) {
            case CARRIED -> new Fate.Over(InboundMails.EXPLAINED);
            case LATER -> new Fate.Later("no relay takes it now");
            case REFUSED, NOWHERE -> new Fate.Over("expired");
        };
    }
}
