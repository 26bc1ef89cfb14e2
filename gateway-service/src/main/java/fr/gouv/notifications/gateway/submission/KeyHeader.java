package fr.gouv.notifications.gateway.submission;

import fr.gouv.notifications.gateway.idempotency.IdempotencyKey;
import fr.gouv.notifications.gateway.problem.Problem;
import java.util.List;

/** The header by which a client says that a request may be a repetition. */
public final class KeyHeader {

    /** The header of the request. */
    public static final String NAME = "Idempotency-Key";

    /** The header of the answer: true when it was answered before. */
    public static final String REPLAYED = "Idempotency-Replayed";

    /** The key in it; refuses a malformed one. */
    public static String key(List<String> values) {
        return IdempotencyKey.inHeader(values)
                .orElseThrow(
                        () ->
                                Problem.invalidParameter(
                                                NAME,
                                                "is not one key",
                                                "send it once, with 1 to 255 visible ASCII"
                                                        + " characters in double quotes")
                                        .refused());
    }

    private KeyHeader() {}
}
