package fr.gouv.notifications.dispatch.email;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.dispatch.delivery.Carrier;
import fr.gouv.notifications.dispatch.delivery.Hindrance;
import fr.gouv.notifications.dispatch.delivery.Message;
import fr.gouv.notifications.dispatch.delivery.Outcome;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;

/** Hands e-mails to one SMTP relay. */
@ApplicationScoped
class SmtpCarrier implements Carrier {

    private final SmtpSessions sessions;
    private final MailComposer composer;
    private final SmtpConfig.Evidence evidence;

    SmtpCarrier(SmtpConfig config, InstantSource clock) {
        this.sessions = new SmtpSessions(config);
        this.composer = new MailComposer(config.mailDomain(), clock);
        this.evidence = config.evidence();
    }

    @Override
    public Channel channel() {
        return Channel.EMAIL;
    }

    @Override
    public String provider() {
        return "smtp";
    }

    @Override
    public Outcome carry(Message message) {
        var email = message.words().email();
        if (email == null) {
            return new Outcome.Refused(Reason.INVALID_REQUEST, Outcome.Answer.NONE);
        }
        var recipient = MailComposer.mailbox(message.address());
        if (recipient.isEmpty()) {
            return new Outcome.Refused(Reason.ADDRESS_UNKNOWN, Outcome.Answer.NONE);
        }
        try {
            return outcome(offer(composer.compose(message, email, recipient.get())));
        } catch (UncomposableException uncomposable) {
            return new Outcome.Refused(Reason.CONTENT_REFUSED, Outcome.Answer.NONE);
        } catch (SmtpUnreachableException unreachable) {
            return unreachable.outcome();
        }
    }

    @Override
    public boolean answers() {
        try {
            sessions.giveBack(sessions.borrowFresh());
            return true;
        } catch (SmtpUnreachableException unreachable) {
            return false;
        }
    }

    @PreDestroy
    void close() {
        sessions.close();
    }

    private SmtpSession.Result offer(ComposedMail mail) throws SmtpUnreachableException {
        var session = sessions.borrow();
        var kept = session.hasSpoken();
        var result = offer(session, mail);
        // The relay closed a session that we had kept: that says nothing about this message.
        return kept && hasJustHungUp(result) ? offer(sessions.borrowFresh(), mail) : result;
    }

    private SmtpSession.Result offer(SmtpSession session, ComposedMail mail) {
        try {
            return session.offer(mail);
        } finally {
            sessions.giveBack(session);
        }
    }

    private static boolean hasJustHungUp(SmtpSession.Result result) {
        return switch (result) {
            case SmtpSession.Result.Taken _ -> false;
            case SmtpSession.Result.Refused(var stage, var reply) ->
                    stage == SmtpStage.SENDER && reply.code() == 421;
            case SmtpSession.Result.Broken(var stage, _) -> stage == SmtpStage.SENDER;
        };
    }

    private Outcome outcome(SmtpSession.Result result) {
        return switch (result) {
            case SmtpSession.Result.Taken(var reply) -> taken(reply);
            case SmtpSession.Result.Refused(var stage, var reply) ->
                    SmtpAnswers.outcome(stage, reply);
            case SmtpSession.Result.Broken(var stage, _) -> broken(stage);
        };
    }

    private Outcome taken(SmtpReply reply) {
        return switch (evidence) {
            case HANDOVER -> new Outcome.Delivered(reply.shownCode(), reply.queueId());
            case DSN, SILENCE -> new Outcome.HandedOver(reply.shownCode(), reply.queueId());
        };
    }

    private static Outcome broken(SmtpStage stage) {
        return switch (stage) {
            case SENDER, RECIPIENT, CONTENT ->
                    new Outcome.Postponed(Hindrance.INTERRUPTED, Outcome.Answer.NONE);
            case END -> new Outcome.Unanswered(Outcome.Answer.NONE);
        };
    }
}
