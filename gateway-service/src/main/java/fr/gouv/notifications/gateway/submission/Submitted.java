package fr.gouv.notifications.gateway.submission;

import fr.gouv.notifications.gateway.problem.Refused;

/** What became of one submission. */
public sealed interface Submitted {

    /** It is accepted now. */
    record Accepted(AcceptedView answer) implements Submitted {}

    /** It was accepted before, under the same key; this was answered then. */
    record Replayed(AcceptedView answer) implements Submitted {}

    /** It is not accepted; nobody was told of it. */
    record NotAccepted(Refused refusal) implements Submitted {}
}
