package fr.gouv.notifications.tracking.problem;

import fr.gouv.notifications.eventing.FactJson;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** An answer that is not what was asked for (RFC 9457); names no value of a person. */
public record Problem(String type, String title, int status, String detail) {

    private static final String TYPES = "urn:notifications:problem:";
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int RETRY_AFTER_SECONDS = 5;

    public static Problem notFound(String service) {
        return new Problem(
                TYPES + "not-found",
                "There is no such notification",
                404,
                "service \"" + service + "\" has no notification with this id");
    }

    public static Problem invalidParameter(String name, String remedy) {
        return new Problem(
                TYPES + "invalid-parameter",
                "A parameter cannot be understood",
                400,
                "\"" + name + "\" " + remedy);
    }

    public static Problem invalidCursor() {
        return new Problem(
                TYPES + "invalid-cursor",
                "The cursor cannot be used",
                400,
                "take \"next\" of the page before, for the same service, or leave the cursor out");
    }

    /** Says neither whose it is nor whether there is such a service. */
    public static Problem foreignCursor() {
        return new Problem(
                TYPES + "foreign-cursor",
                "The cursor was given to another service",
                400,
                "a cursor is good for the service that got it: take \"next\" of a page of this"
                        + " service, or leave the cursor out");
    }

    public static Problem tooManyReaders() {
        return new Problem(
                TYPES + "too-many-readers",
                "Too many readers of this service wait for news",
                TOO_MANY_REQUESTS,
                "ask again after Retry-After seconds, or without \"wait\"; one reader of the feed hears"
                        + " everything");
    }

    /** The reader stood still for so long, or the database was restored, so that events may be missed. */
    public static Problem lapsedCursor(String why) {
        return new Problem(
                TYPES + "cursor-lapsed",
                "The cursor has lapsed",
                410,
                why
                        + ": read again without a cursor; an event that comes again has the same"
                        + " notification and sequence");
    }

    public static Problem databaseUnavailable() {
        return new Problem(
                TYPES + "database-unavailable",
                "The database does not answer",
                503,
                "try again in a few seconds");
    }

    public static Problem internal() {
        return new Problem(
                TYPES + "internal",
                "Something failed that should not",
                500,
                "the log of the tracking service says where");
    }

    public Response response() {
        var response =
                Response.status(status)
                        .type("application/problem+json")
                        .entity(FactJson.write(this));
        return status == TOO_MANY_REQUESTS
                ? response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS).build()
                : response.build();
    }
}
