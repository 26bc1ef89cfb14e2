package fr.gouv.notifications.preferences.citizen;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.core.Response;
import java.util.List;

/**
 * An answer that is not what was asked for (RFC 9457); never repeats a value that it was given.
 *
 * @param errors one for each field that is wrong
 */
record Problem(
        String type,
        String title,
        int status,
        String detail,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Fault> errors) {

    private static final String TYPES = "urn:notifications:problem:";

    /** What is wrong with one field, and what to do about it. */
    record Fault(String field, String code, String problem, String remedy) {}

    static Problem invalid(List<Fault> faults) {
        return new Problem(
                TYPES + "invalid",
                "The request is well formed but cannot be accepted",
                422,
                faults.size() == 1
                        ? "1 problem: "
                                + faults.getFirst().field()
                                + " "
                                + faults.getFirst().problem()
                        : faults.size() + " problems, see errors",
                faults);
    }

    static Problem invalidBody(String field, String problem) {
        return new Problem(
                TYPES + "invalid-body",
                "The body does not have the expected form",
                400,
                field.isEmpty() ? "the body " + problem : "\"" + field + "\" " + problem,
                List.of());
    }

    static Problem malformedJson(int line, int column) {
        return new Problem(
                TYPES + "malformed-json",
                "The body is not JSON",
                400,
                "not JSON at line " + line + ", column " + column,
                List.of());
    }

    static Problem unknownCitizen() {
        return new Problem(
                TYPES + "not-found",
                "There is no such citizen",
                404,
                "no address is kept for this citizen of this service",
                List.of());
    }

    static Problem databaseUnavailable() {
        return new Problem(
                TYPES + "database-unavailable",
                "The database does not answer",
                503,
                "try again in a few seconds",
                List.of());
    }

    static Problem internal() {
        return new Problem(
                TYPES + "internal",
                "Something failed that should not",
                500,
                "the log of the preferences service says where",
                List.of());
    }

    Response response() {
        return Response.status(status).type("application/problem+json").entity(this).build();
    }
}
