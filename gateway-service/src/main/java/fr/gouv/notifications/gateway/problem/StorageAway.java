package fr.gouv.notifications.gateway.problem;

import java.time.Duration;

/** What is answered while the database cannot be reached. */
public final class StorageAway {

    private static final Duration RETRY = Duration.ofSeconds(10);

    public static Refused refused() {
        return Problem.unavailable(
                "storage-unavailable",
                "the database does not answer: nothing was done, send the request again",
                RETRY);
    }

    private StorageAway() {}
}
