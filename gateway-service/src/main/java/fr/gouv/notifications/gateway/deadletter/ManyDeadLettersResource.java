package fr.gouv.notifications.gateway.deadletter;

import fr.gouv.notifications.gateway.access.Caller;
import fr.gouv.notifications.gateway.access.Explanation;
import fr.gouv.notifications.gateway.problem.Fault;
import fr.gouv.notifications.gateway.problem.Problem;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Ends many dead letters with one call. */
@Path("/v1/operations/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@PermissionsAllowed("notifications:admin")
@Tag(name = "Operations", description = "Running the platform (administrators)")
class ManyDeadLettersResource {

    private static final int USUAL = 100;
    private static final int MOST = 500;

    private static final String REDRIVE =
            """
            {"reason":"INC-1207: dispatch 1.4.1 reads them",\
            "filter":{"group":"dispatch","reason":"not-a-notification-routed"},"limit":200}""";
    private static final String REDRIVEN =
            """
            {"redriven":41,"refused":{"expired":2,"already-final":1},"next":"MjAyNi0"}""";
    private static final String PURGE =
            """
            {"reason":"older than the incident","filter":{"to":"2026-11-01T00:00:00Z"}}""";

    private final RedriveManyDeadLetters redrive;
    private final EndDeadLetters end;
    private final Answering answering;
    private final Caller caller;

    ManyDeadLettersResource(
            RedriveManyDeadLetters redrive,
            EndDeadLetters end,
            Answering answering,
            Caller caller) {
        this.redrive = redrive;
        this.end = end;
        this.answering = answering;
        this.caller = caller;
    }

    @POST
    @Path("/redrive")
    @RunOnVirtualThread
    @Operation(
            summary = "Re-drive many dead letters",
            description =
                    "The open ones that the filter means, oldest first, each as if it were re-driven"
                            + " alone. Go on with next until there is none.")
    @RequestBody(
            content =
                    @Content(
                            schema = @Schema(implementation = Many.class),
                            examples = @ExampleObject(name = "redrive", value = REDRIVE)))
    @APIResponse(
            responseCode = "200",
            description = "How many were told again, how many were not, and why",
            content =
                    @Content(
                            schema = @Schema(implementation = Counts.class),
                            examples = @ExampleObject(name = "some", value = REDRIVEN)))
    @APIResponse(responseCode = "400", description = "The filter is not understood")
    @APIResponse(responseCode = "422", description = "The reason or the limit is not good")
    @APIResponse(
            responseCode = "503",
            description = "Something is away: those before it were done, the others not")
    public Counts redrive(Many body) {
        var why = Explanation.of(body.reason());
        var filter = filter(body);
        var position = LetterQuery.position(body.cursor());
        var limit = limit(body);
        return answering.with(
                () -> {
                    var some = redrive.redrive(filter, position, limit, why, caller.client());
                    var last = some.last();
                    return new Counts(
                            some.redriven(),
                            some.refused(),
                            last == null ? null : LetterQuery.cursorAfter(last));
                });
    }

    @POST
    @Path("/purge")
    @RunOnVirtualThread
    @Operation(
            summary = "Empty dead letters",
            description =
                    "Nothing is left here of the records that the filter means; open ones are ended"
                            + " as purged. Call again while more is true. The topic of the dead"
                            + " letters keeps them, as sealed as they were, until its retention"
                            + " ends.")
    @RequestBody(
            content =
                    @Content(
                            schema = @Schema(implementation = Many.class),
                            examples = @ExampleObject(name = "purge", value = PURGE)))
    @APIResponse(
            responseCode = "200",
            description = "How many were emptied",
            content =
                    @Content(
                            schema = @Schema(implementation = Purged.class),
                            examples =
                                    @ExampleObject(
                                            name = "purged",
                                            value = "{\"purged\":12,\"more\":false}")))
    @APIResponse(responseCode = "400", description = "The filter is not understood")
    @APIResponse(responseCode = "422", description = "There is no filter, or no reason")
    @APIResponse(responseCode = "503", description = "The database does not answer")
    public Purged purge(Many body) {
        var why = Explanation.of(body.reason());
        var filter = filter(body);
        if (filter.isEmpty()) {
            throw Problem.invalid(
                            List.of(
                                    new Fault(
                                            "filter",
                                            "missing",
                                            "is missing or empty",
                                            "say which ones are meant, at least by an instant in"
                                                    + " to")))
                    .refused();
        }
        var purged = answering.with(() -> end.purge(filter, why, caller.client()));
        return new Purged(purged, purged == EndDeadLetters.MOST_AT_ONCE);
    }

    private static LetterFilter filter(Many body) {
        return body.filter() == null
                ? new LetterFilter(null, null, null, null, null, null, null)
                : body.filter().checked();
    }

    private static int limit(Many body) {
        var limit = body.limit();
        if (limit != null && (limit < 1 || limit > MOST)) {
            throw Problem.invalid(
                            List.of(
                                    new Fault(
                                            "limit",
                                            "out-of-range",
                                            "is not from 1 to " + MOST,
                                            "send a number in that range, or leave it out")))
                    .refused();
        }
        return limit == null ? USUAL : limit;
    }

    /** Which dead letters, and why. */
    @Schema(name = "ManyDeadLetters")
    record Many(
            @Schema(required = true, description = "5 to 500 characters, kept for ever")
                    @Nullable String reason,
            @Nullable LetterQuery filter,
            @Schema(description = "1 to 500", defaultValue = "100") @Nullable Integer limit,
            @Schema(description = "next of the answer before") @Nullable String cursor) {}

    /** What was done to many. */
    @Schema(name = "RedrivenMany")
    record Counts(int redriven, Map<String, Integer> refused, @Nullable String next) {}

    /** How many were emptied. */
    @Schema(name = "Purged")
    record Purged(int purged, boolean more) {}
}
