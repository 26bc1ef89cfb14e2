package fr.gouv.notifications.gateway.submission;

import fr.gouv.notifications.gateway.problem.Refused;

/** What became of one prepared notification among many. */
public sealed interface Acceptance {

    /** The platform holds it durably. */
    record Accepted(Prepared notification) implements Acceptance {}

    /** This one was not accepted, though others may have been; nobody was told of it. */
    record NotAccepted(Refused refusal) implements Acceptance {}
}
