package fr.gouv.notifications.dispatch.email;

import fr.gouv.notifications.dispatch.delivery.Outcome;

/** No session with the relay could be opened; nothing was offered. */
final class SmtpUnreachableException extends Exception {

    private final transient Outcome.Unreachable outcome;

    SmtpUnreachableException(Outcome.Unreachable outcome, Throwable cause) {
        super("no session with the relay: " + outcome.answer().code(), cause);
        this.outcome = outcome;
    }

    Outcome.Unreachable outcome() {
        return outcome;
    }
}
