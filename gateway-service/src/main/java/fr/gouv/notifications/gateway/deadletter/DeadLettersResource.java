package fr.gouv.notifications.gateway.deadletter;

import fr.gouv.notifications.gateway.access.Caller;
import fr.gouv.notifications.gateway.access.Explanation;
import fr.gouv.notifications.gateway.problem.Fault;
import fr.gouv.notifications.gateway.problem.Parameters;
import fr.gouv.notifications.gateway.problem.Problem;
import fr.gouv.notifications.gateway.problem.Refused;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Shows and ends single dead letters. */
@Path("/v1/operations/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@PermissionsAllowed("notifications:admin")
@Tag(name = "Operations", description = "Running the platform (administrators)")
class DeadLettersResource {

    private static final Set<String> PARAMETERS =
            Set.of("group", "service", "topic", "reason", "state", "from", "to", "limit", "cursor");
    private static final int USUAL_PAGE = 50;
    private static final int MOST_OF_A_PAGE = 200;

    private static final String LETTER =
            """
            {"id":"6f1c2a1e-0f4b-3d53-8f0e-5a8a4a3b2c1d","group":"dispatch","state":"open",\
            "reason":"not-a-notification-routed","fact":"NotificationRouted",\
            "subject":"019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071",\
            "origin":{"topic":"notification.routed.express.v1","partition":2,"offset":4711},\
            "deadLetter":{"topic":"dispatch.dead-letter","partition":0,"offset":3},\
            "buriedAt":"2026-11-25T08:00:00Z"}""";
    private static final String ONE =
            """
            {"id":"6f1c2a1e-0f4b-3d53-8f0e-5a8a4a3b2c1d","group":"dispatch","state":"open",\
            "reason":"not-a-notification-routed","fact":"NotificationRouted",\
            "subject":"019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071",\
            "origin":{"topic":"notification.routed.express.v1","partition":2,"offset":4711},\
            "deadLetter":{"topic":"dispatch.dead-letter","partition":0,"offset":3},\
            "buriedAt":"2026-11-25T08:00:00Z","content":{"readable":false,\
            "fault":"not-a-notification-routed","key":"uuid","bytes":913,\
            "headers":{"ce_type":"fr.gouv.notifications.NotificationRouted.v1","…":"…"},\
            "fields":[{"path":"notificationId","type":"string"},{"path":"plan","type":"null"}]}}""";
    private static final String PAGE = "{\"items\":[" + LETTER + "],\"next\":\"MjAyNi0\"}";
    private static final String WHY = "{\"reason\":\"INC-1207: dispatch 1.4.1 reads it\"}";
    private static final String DONE =
            """
            {"id":"6f1c2a1e-0f4b-3d53-8f0e-5a8a4a3b2c1d","result":"redriven",\
            "topic":"notification.routed.express.v1",\
            "notificationId":"019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071"}""";

    private final DeadLetters letters;
    private final Readout readout;
    private final RedriveDeadLetters redrive;
    private final EndDeadLetters end;
    private final Answering answering;
    private final Caller caller;

    DeadLettersResource(
            DeadLetters letters,
            Readout readout,
            RedriveDeadLetters redrive,
            EndDeadLetters end,
            Answering answering,
            Caller caller) {
        this.letters = letters;
        this.readout = readout;
        this.redrive = redrive;
        this.end = end;
        this.answering = answering;
        this.caller = caller;
    }

    @GET
    @RunOnVirtualThread
    @Operation(
            summary = "List dead letters",
            description = "Newest first: records that a service could not read or process.")
    @APIResponse(
            responseCode = "200",
            description = "A page of them",
            content =
                    @Content(
                            schema = @Schema(implementation = LetterView.Page.class),
                            examples = @ExampleObject(name = "page", value = PAGE)))
    @APIResponse(responseCode = "400", description = "A filter or the cursor is not understood")
    @APIResponse(responseCode = "503", description = "The database does not answer")
    public LetterView.Page list(
            @Parameter(description = "Who could not process them", example = "dispatch") @RestQuery
                    @Nullable String group,
            @Parameter(example = "caf-92") @RestQuery @Nullable String service,
            @Parameter(
                            description = "Where they came from",
                            example = "notification.routed.express.v1")
                    @RestQuery
                    @Nullable String topic,
            @Parameter(example = "not-a-notification-routed") @RestQuery @Nullable String reason,
            @Parameter(example = "open") @RestQuery @Nullable String state,
            @Parameter(description = "Buried at or after", example = "2026-11-23T00:00:00Z")
                    @RestQuery
                    @Nullable String from,
            @Parameter(description = "Buried before", example = "2026-11-24T00:00:00Z") @RestQuery
                    @Nullable String to,
            @Parameter(description = "1 to 200", example = "50") @RestQuery @Nullable String limit,
            @Parameter(description = "next of the page before") @RestQuery @Nullable String cursor,
            @Context UriInfo address) {
        Parameters.mustBeAmong(PARAMETERS, address);
        var filter = new LetterQuery(group, service, topic, reason, state, from, to).checked();
        var most = Parameters.limit("limit", limit, USUAL_PAGE, MOST_OF_A_PAGE);
        var position = LetterQuery.position(cursor);
        var found = answering.with(() -> letters.newest(filter, position, most + 1));
        var shown = found.subList(0, Math.min(most, found.size()));
        return new LetterView.Page(
                shown.stream().map(LetterView::of).toList(),
                found.size() > most ? LetterQuery.cursorAfter(shown.getLast()) : null);
    }

    @GET
    @Path("/{id}")
    @RunOnVirtualThread
    @Operation(
            summary = "Look at a dead letter",
            description =
                    "Shows what is wrong and the form of the record: headers, names and types of"
                            + " fields. Never a value, an address or a word.")
    @APIResponse(
            responseCode = "200",
            description = "The dead letter, masked",
            content =
                    @Content(
                            schema = @Schema(implementation = LetterView.class),
                            examples = @ExampleObject(name = "unreadable", value = ONE)))
    @APIResponse(responseCode = "404", description = "There is no such dead letter")
    @APIResponse(responseCode = "503", description = "The database does not answer")
    public LetterView one(
            @Parameter(example = "6f1c2a1e-0f4b-3d53-8f0e-5a8a4a3b2c1d") @PathParam("id")
                    String id) {
        return answering.with(
                () -> {
                    var letter = letters.find(uuid(id)).orElseThrow(DeadLettersResource::unknown);
                    return LetterView.of(letter, LetterView.Masked.of(readout.of(letter)));
                });
    }

    @POST
    @Path("/{id}/redrive")
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @Operation(
            summary = "Re-drive a dead letter",
            description =
                    "Reads the record again, checks whether it is still wanted, and tells its fact"
                            + " anew under the same event id; a submission is taken again by the"
                            + " door of its service. Happens once.")
    @RequestBody(
            content =
                    @Content(
                            schema = @Schema(implementation = Why.class),
                            examples = @ExampleObject(name = "why", value = WHY)))
    @APIResponse(
            responseCode = "200",
            description = "It was told again",
            content =
                    @Content(
                            schema = @Schema(implementation = Done.class),
                            examples = @ExampleObject(name = "redriven", value = DONE)))
    @APIResponse(responseCode = "404", description = "There is no such dead letter")
    @APIResponse(
            responseCode = "409",
            description = "It may not be told again, and why; or it was dealt with before")
    @APIResponse(responseCode = "422", description = "The reason is missing or not fit to be kept")
    @APIResponse(responseCode = "503", description = "Something is away: nothing was done")
    public Done redrive(@PathParam("id") String text, Why body) {
        var id = uuid(text);
        var why = Explanation.of(body.reason());
        return switch (answering.with(() -> redrive.redrive(id, why, caller.client()))) {
            case Redriving.Done(var topic, var notification) ->
                    new Done(id, "redriven", topic, notification);
            case Redriving.NotDone(var refusal, var detail) -> throw notDone(refusal, detail);
            case Redriving.Closed(var letter) -> throw closed(letter);
            case Redriving.Unknown _ -> throw unknown();
        };
    }

    @POST
    @Path("/{id}/resolve")
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @Operation(
            summary = "Resolve a dead letter",
            description = "Notes that nothing is to be done about it, and why.")
    @RequestBody(
            content =
                    @Content(
                            schema = @Schema(implementation = Why.class),
                            examples = @ExampleObject(name = "why", value = WHY)))
    @APIResponse(
            responseCode = "200",
            description = "It is resolved",
            content =
                    @Content(
                            schema = @Schema(implementation = LetterView.class),
                            examples = @ExampleObject(name = "resolved", value = LETTER)))
    @APIResponse(responseCode = "404", description = "There is no such dead letter")
    @APIResponse(responseCode = "409", description = "It was dealt with before")
    @APIResponse(responseCode = "422", description = "The reason is missing or not fit to be kept")
    @APIResponse(responseCode = "503", description = "The database does not answer")
    public LetterView resolve(@PathParam("id") String text, Why body) {
        var id = uuid(text);
        var why = Explanation.of(body.reason());
        var resolution =
                answering
                        .with(() -> end.resolve(id, why, caller.client()))
                        .orElseThrow(DeadLettersResource::unknown);
        if (!resolution.isNew()) {
            throw closed(resolution.letter());
        }
        return LetterView.of(resolution.letter());
    }

    private static Refused notDone(Refusal refusal, @Nullable String detail) {
        var why = detail == null ? refusal.why() : refusal.why() + " (" + detail + ")";
        return Problem.of(
                        409,
                        "redrive-refused",
                        "The dead letter was not re-driven",
                        "it was not re-driven: " + why + ". " + refusal.remedy(),
                        List.of(new Fault("id", refusal.code(), why, refusal.remedy())))
                .refused();
    }

    private static Refused closed(DeadLetter letter) {
        var by = letter.settledBy();
        var at = letter.settledAt();
        return Problem.of(
                        409,
                        "dead-letter-closed",
                        "The dead letter was dealt with before",
                        "it is "
                                + DeadLetters.word(letter.state())
                                + (by == null || at == null ? "" : ", by " + by + " at " + at)
                                + ": nothing is left to do")
                .refused();
    }

    private static Refused unknown() {
        return Problem.notFound("there is no dead letter with this id").refused();
    }

    private static UUID uuid(String text) {
        return Optional.ofNullable(KnownNames.uuid(text)).orElseThrow(DeadLettersResource::unknown);
    }

    /** Why an administrator does it. */
    @Schema(name = "Why")
    record Why(
            @Schema(
                            required = true,
                            description = "5 to 500 characters, kept for ever: name no citizen",
                            examples = "INC-1207: dispatch 1.4.1 reads it")
                    @Nullable String reason) {}

    /** What a re-drive did. */
    @Schema(name = "Redriven")
    record Done(
            UUID id,
            @Schema(enumeration = "redriven") String result,
            @Schema(description = "Where the fact was told; absent for a submission")
                    @Nullable String topic,
            @Nullable UUID notificationId) {}
}
