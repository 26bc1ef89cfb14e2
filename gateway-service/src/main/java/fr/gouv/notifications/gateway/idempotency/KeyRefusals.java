package fr.gouv.notifications.gateway.idempotency;

import fr.gouv.notifications.gateway.problem.Fault;
import fr.gouv.notifications.gateway.problem.Problem;
import fr.gouv.notifications.gateway.problem.Refused;
import java.time.Duration;
import java.util.SortedSet;

/** What is answered to a key that cannot be used now, or not for this. */
public final class KeyRefusals {

    private static final Duration RETRY = Duration.ofSeconds(1);

    /** Somebody else is at it. */
    public static Refused inProgress() {
        return Problem.of(
                        409,
                        "idempotency-in-progress",
                        "Another request with this key is not answered yet",
                        "send the same request again after Retry-After seconds")
                .refused(RETRY);
    }

    /** It was used for something else, and these fields are not the same. */
    public static Refused differs(SortedSet<String> fields) {
        return Problem.of(
                        422,
                        "idempotency-key-reused",
                        "This key was used for another request",
                        "these fields are not what they were: "
                                + String.join(", ", fields)
                                + "; send the same body, or another key",
                        fields.stream()
                                .map(
                                        field ->
                                                new Fault(
                                                        field,
                                                        "differs",
                                                        "is not what it was when the key was first"
                                                                + " used",
                                                        "send the same body, or another key"))
                                .toList())
                .refused();
    }

    private KeyRefusals() {}
}
