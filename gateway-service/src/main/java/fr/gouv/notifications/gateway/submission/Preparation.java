package fr.gouv.notifications.gateway.submission;

import fr.gouv.notifications.gateway.problem.Refused;

/** What became of one draft among many: {@link Prepared}, or not. */
public sealed interface Preparation permits Prepared, Preparation.NotPrepared {

    /** It cannot become a notification; the refusal says all that speaks against it. */
    record NotPrepared(Refused refusal) implements Preparation {}
}
