package fr.gouv.notifications.dispatch.email;

import fr.gouv.notifications.dispatch.delivery.Hindrance;
import fr.gouv.notifications.dispatch.delivery.Outcome;
import fr.gouv.notifications.dispatch.delivery.Route;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One mail relay: offers it messages on its own sessions, and says what it answered. */
final class Relay implements Route, AutoCloseable {

    private final String name;
    private final RelayConfig config;
    private final SmtpSessions sessions;

    Relay(String name, RelayConfig config) {
        this.name = name;
        this.config = config;
        this.sessions = new SmtpSessions(config);
    }

    /**
     * What came of offering a message.
     *
     * @param isForAnother whether another relay may be offered it at once, without a duplicate
     */
    record Offer(Outcome outcome, boolean isForAnother) {}

    @Override
    public String name() {
        return name;
    }

    int weight() {
        return config.weight();
    }

    /** Offers it, and waits for a session as long as need be. */
    Offer offer(ComposedMail mail) {
        try {
            return offer(sessions.borrow(), mail);
        } catch (SmtpUnreachableException unreachable) {
            return new Offer(unreachable.outcome(), true);
        }
    }

    /** Offers it, unless all sessions are in use. */
    Optional<Offer> offerNow(ComposedMail mail) {
        try {
            var session = sessions.borrowNow();
            return session == null ? Optional.empty() : Optional.of(offer(session, mail));
        } catch (SmtpUnreachableException unreachable) {
            return Optional.of(new Offer(unreachable.outcome(), true));
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

    @Override
    public void close() {
        sessions.close();
    }

    private Offer offer(SmtpSession session, ComposedMail mail) throws SmtpUnreachableException {
        var kept = session.hasSpoken();
        var result = converse(session, mail);
        if (kept && hasJustHungUp(result)) {
            // The relay closed a session that we had kept: that says nothing about this message.
            result = converse(sessions.borrowFresh(), mail);
        }
        return new Offer(outcome(result), RelayPolicy.isForAnother(result));
    }

    private SmtpSession.Result converse(SmtpSession session, ComposedMail mail) {
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
        var reference = reference(reply.queueId());
        return switch (config.evidence()) {
            case HANDOVER -> new Outcome.Delivered(reply.shownCode(), reference);
            case DSN, SILENCE -> new Outcome.HandedOver(reply.shownCode(), reference);
        };
    }

    /** Which relay has it, and under what number: where to ask for it. */
    private String reference(@Nullable String queueId) {
        return queueId == null ? name : name + "/" + queueId;
    }

    private static Outcome broken(SmtpStage stage) {
        return switch (stage) {
            case SENDER, RECIPIENT, CONTENT ->
                    new Outcome.Postponed(Hindrance.INTERRUPTED, Outcome.Answer.NONE);
            case END -> new Outcome.Unanswered(Outcome.Answer.NONE);
        };
    }
}
