package fr.gouv.notifications.dispatch.email;

import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.dispatch.delivery.Outcome;

/** No session with the relay could be opened; nothing was offered. */
final class SmtpUnreachableException extends Exception {

    private final transient Outcome.Unreachable outcome;

    SmtpUnreachableException(Outcome.Unreachable outcome, Throwable cause) {
        super("no session with the relay: " + outcome.answer().code(), cause);
        this.outcome = outcome;
    }

    /**
     * Nobody answers, or not as we need it.
     *
     * @param code our own word for it, shown where a relay's code would stand
     */
    static SmtpUnreachableException because(String code, Throwable cause) {
        return new SmtpUnreachableException(
                new Outcome.Unreachable(
                        Reason.PROVIDER_UNREACHABLE, new Outcome.Answer(code, null)),
                cause);
    }

    Outcome.Unreachable outcome() {
        return outcome;
    }
}
