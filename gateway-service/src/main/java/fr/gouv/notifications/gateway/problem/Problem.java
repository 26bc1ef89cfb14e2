package fr.gouv.notifications.gateway.problem;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A no, as RFC 9457 writes it. Its words are for developers, and never repeat what was sent.
 *
 * @param type stable, for programs
 * @param title the same for all problems of a type
 * @param detail this case, and what to do
 * @param errors one for each field that is concerned
 * @param line where the JSON stops being JSON, from 1
 * @param column where in that line, from 1
 * @param limit that is reached, when it is one
 */
@Schema(name = "Problem")
public record Problem(
        @Schema(examples = "urn:notifications:problem:invalid") String type,
        @Schema(examples = "The request is well formed but cannot be accepted") String title,
        @Schema(examples = "422") int status,
        @Schema(examples = "2 problems: see errors") String detail,
        @Nullable List<Fault> errors,
        @Nullable Integer line,
        @Nullable Integer column,
        @Nullable Limit limit) {

    /**
     * A limit that was set for a service.
     *
     * @param name by which it is set and shown
     * @param size how much is allowed
     * @param resetsAt when it begins anew
     */
    @Schema(name = "ReachedLimit")
    public record Limit(
            @Schema(examples = "emailPerDay") String name,
            @Schema(examples = "500000") long size,
            Instant resetsAt) {}

    public static final String MEDIA_TYPE = "application/problem+json";

    private static final String TYPES = "urn:notifications:problem:";

    public static Problem of(int status, String type, String title, String detail) {
        return new Problem(TYPES + type, title, status, detail, null, null, null, null);
    }

    /** One that concerns some fields. */
    public static Problem of(
            int status, String type, String title, String detail, List<Fault> faults) {
        return new Problem(
                TYPES + type, title, status, detail, List.copyOf(faults), null, null, null);
    }

    /** The request can be read, and its content is wrong. */
    public static Problem invalid(List<Fault> faults) {
        return new Problem(
                TYPES + "invalid",
                "The request is well formed but cannot be accepted",
                422,
                summary(faults),
                List.copyOf(faults),
                null,
                null,
                null);
    }

    /** The body is JSON, but not the JSON that this endpoint reads. */
    public static Problem invalidBody(List<Fault> faults) {
        return new Problem(
                TYPES + "invalid-body",
                "The body does not have the form that this endpoint reads",
                400,
                summary(faults),
                List.copyOf(faults),
                null,
                null,
                null);
    }

    public static Problem malformedJson(String detail, int line, int column) {
        return new Problem(
                TYPES + "malformed-json",
                "The body is not JSON",
                400,
                detail + " (line " + line + ", column " + column + ")",
                null,
                line,
                column,
                null);
    }

    public static Problem invalidParameter(String name, String problem, String remedy) {
        return new Problem(
                TYPES + "invalid-parameter",
                "A parameter cannot be understood",
                400,
                "parameter " + name + " " + problem + ": " + remedy,
                List.of(new Fault(name, "invalid-parameter", problem, remedy)),
                null,
                null,
                null);
    }

    /** As much was asked for as this limit allows. */
    public static Problem overLimit(
            int status, String type, String title, String detail, Limit limit) {
        return new Problem(TYPES + type, title, status, detail, null, null, null, limit);
    }

    public static Problem notFound(String detail) {
        return of(404, "not-found", "There is nothing here", detail);
    }

    /** Something we need is away; nothing was done, and the same request can succeed later. */
    public static Refused unavailable(String type, String detail, Duration retryAfter) {
        return new Refused(
                of(503, type, "The platform cannot do this at the moment", detail), retryAfter);
    }

    /** This problem, to be thrown. */
    public Refused refused() {
        return new Refused(this, null);
    }

    /** This problem, to be thrown; the same request can succeed after this time. */
    public Refused refused(Duration retryAfter) {
        return new Refused(this, retryAfter);
    }

    private static String summary(List<Fault> faults) {
        var first = faults.getFirst();
        var one = first.field() + " " + first.problem() + ": " + first.remedy();
        return faults.size() == 1 ? one : faults.size() + " problems, the first: " + one;
    }
}
