package fr.gouv.notifications.tracking.status;

import fr.gouv.notifications.eventing.FactJson;
import jakarta.ws.rs.core.Response;

/** An answer that is not what was asked for (RFC 9457); names no value of a person. */
record Problem(String type, String title, int status, String detail) {

    private static final String TYPES = "urn:notifications:problem:";

    static Problem notFound(String service) {
        return new Problem(
                TYPES + "not-found",
                "There is no such notification",
                404,
                "service \"" + service + "\" has no notification with this id");
    }

    static Problem invalidParameter(String name, String remedy) {
        return new Problem(
                TYPES + "invalid-parameter",
                "A parameter cannot be understood",
                400,
                "\"" + name + "\" " + remedy);
    }

    static Problem invalidCursor() {
        return new Problem(
                TYPES + "invalid-cursor",
                "The cursor cannot be used",
                400,
                "take \"next\" of the page before, for the same service, or leave the cursor out");
    }

    static Problem databaseUnavailable() {
        return new Problem(
                TYPES + "database-unavailable",
                "The database does not answer",
                503,
                "try again in a few seconds");
    }

    static Problem internal() {
        return new Problem(
                TYPES + "internal",
                "Something failed that should not",
                500,
                "the log of the tracking service says where");
    }

    Response response() {
        return Response.status(status)
                .type("application/problem+json")
                .entity(FactJson.write(this))
                .build();
    }
}
