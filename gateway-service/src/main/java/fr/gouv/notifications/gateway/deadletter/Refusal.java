package fr.gouv.notifications.gateway.deadletter;

import java.util.Locale;

/** Why a dead letter is not re-driven. */
enum Refusal {
    STILL_UNREADABLE(
            "it still cannot be read",
            "deploy the version that reads it, or resolve the dead letter"),
    NOTHING_KEPT("nothing is left of the record", "resolve the dead letter"),
    ERASED(
            "the data key of its day was destroyed, nobody can read it any more",
            "resolve the dead letter"),
    UNKNOWN_NOTIFICATION(
            "this platform never gave out the id of its notification",
            "find out who wrote the record, then resolve the dead letter"),
    UNKNOWN_SERVICE("its public service does not exist", "resolve the dead letter"),
    WRONG_TOPIC(
            "the fact does not belong on the topic where the record was found",
            "find out who wrote the record, then resolve the dead letter"),
    NOT_HEARD_BY_US(
            "no service of the platform acts on this fact",
            "find out who wrote the record, then resolve the dead letter"),
    EXPIRED("the message is no longer useful", "resolve the dead letter"),
    CANCELLED("its public service cancelled the message", "resolve the dead letter"),
    ALREADY_SENT("a provider already has the message", "resolve the dead letter"),
    ALREADY_FINAL("the notification has come to its end", "resolve the dead letter"),
    REFUSED_AGAIN(
            "it was read and checked, and is refused as a submission",
            "its public service was told why: resolve the dead letter");

    private final String why;
    private final String remedy;

    Refusal(String why, String remedy) {
        this.why = why;
        this.remedy = remedy;
    }

    /** To be read after "it was not re-driven:". */
    String why() {
        return why;
    }

    String remedy() {
        return remedy;
    }

    /** For programs. */
    String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
