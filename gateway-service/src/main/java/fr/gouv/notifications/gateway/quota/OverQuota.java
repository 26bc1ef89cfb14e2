package fr.gouv.notifications.gateway.quota;

import fr.gouv.notifications.gateway.problem.Problem;
import fr.gouv.notifications.gateway.problem.Refused;
import java.time.Instant;
import java.time.format.DateTimeFormatter;

/** What is answered when a limit is reached: which, how large, until when, and what to do. */
final class OverQuota {

    /** Of the message limits; a batch that waits for one gives the last part as its reason. */
    static final String MESSAGES = "over-quota";

    static final String REQUESTS = "too-many-requests";

    private static final int TOO_MANY = 429;

    static Refused refused(Uses.Key key, Allowance.Standing standing, Instant now) {
        var limit = key.limit();
        var window = limit.period().at(now);
        return Problem.overLimit(
                        TOO_MANY,
                        limit.countsRequests() ? REQUESTS : MESSAGES,
                        limit.countsRequests()
                                ? "Too many requests"
                                : "The service has sent all that it may send for now",
                        detail(key, standing, window),
                        new Problem.Limit(limit.word(), standing.size(), window.end()))
                .refused(window.left(now));
    }

    private static String detail(Uses.Key key, Allowance.Standing standing, Window window) {
        var limit = key.limit();
        return "%s: %d %s a %s are allowed to %s, and they are used: send it again from %s on, or ask those who run the platform for a higher limit"
                .formatted(
                        limit.word(),
                        standing.size(),
                        limit.things(),
                        limit.period().word(),
                        key.service(),
                        DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                                window.end().atZone(Period.ZONE)));
    }

    private OverQuota() {}
}
