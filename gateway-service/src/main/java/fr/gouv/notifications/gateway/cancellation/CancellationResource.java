package fr.gouv.notifications.gateway.cancellation;

import fr.gouv.notifications.gateway.access.Caller;
import fr.gouv.notifications.gateway.problem.Problem;
import fr.gouv.notifications.gateway.problem.Refused;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Stops notifications of the calling service. */
@Path("/v1/notifications/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Notifications", description = "Reach a citizen, and know what became of the message")
class CancellationResource {

    private static final String STOPPED =
            """
            {"id":"019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071","result":"stopped","status":"cancelled",\
            "sentence":"Le message a été annulé."}""";
    private static final String TOO_LATE =
            """
            {"id":"019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071","result":"too-late","status":"delivered",\
            "sentence":"Le message est arrivé par courriel."}""";
    private static final String REQUESTED =
            """
            {"id":"019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071","result":"requested",\
            "status":"in-progress","sentence":"L'annulation est demandée."}""";

    private final CancelNotifications cancellation;
    private final Caller caller;

    CancellationResource(CancelNotifications cancellation, Caller caller) {
        this.cancellation = cancellation;
        this.caller = caller;
    }

    @DELETE
    @RunOnVirtualThread
    @PermissionsAllowed("notifications:send")
    @Operation(
            summary = "Cancel a notification",
            description =
                    "Says what became of the wish: stopped means that nothing leaves; too-late, with"
                            + " the status, that a provider had the message or that it had come to"
                            + " its end. Can be repeated.")
    @APIResponse(
            responseCode = "200",
            description = "Stopped, or too late",
            content =
                    @Content(
                            schema = @Schema(implementation = View.class),
                            examples = {
                                @ExampleObject(name = "stopped", value = STOPPED),
                                @ExampleObject(name = "too late", value = TOO_LATE)
                            }))
    @APIResponse(
            responseCode = "202",
            description = "Nobody has said yet whether it was in time: follow the notification",
            content =
                    @Content(
                            schema = @Schema(implementation = View.class),
                            examples = @ExampleObject(name = "requested", value = REQUESTED)))
    @APIResponse(responseCode = "404", description = "This service has no such notification")
    @APIResponse(
            responseCode = "503",
            description = "Not told: send it again after Retry-After seconds")
    public Response cancel(
            @Parameter(example = "019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071") @PathParam("id")
                    String text) {
        var service = caller.tenant().await().indefinitely().slug();
        var id = uuid(text).orElseThrow(CancellationResource::unknown);
        var answer = cancellation.cancel(service, id).orElseThrow(CancellationResource::unknown);
        var status =
                answer instanceof Cancellation.Requested
                        ? Response.Status.ACCEPTED
                        : Response.Status.OK;
        return Response.status(status).entity(View.of(id, answer)).build();
    }

    private static Refused unknown() {
        return Problem.notFound("this service has no notification with this id").refused();
    }

    private static Optional<UUID> uuid(String text) {
        try {
            var id = UUID.fromString(text);
            // fromString also reads short forms: an id has one spelling.
            return Optional.of(id).filter(read -> read.toString().equalsIgnoreCase(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** What is answered to a wish to cancel. */
    @Schema(name = "Cancellation")
    record View(
            UUID id,
            @Schema(enumeration = {"stopped", "too-late", "requested"}) String result,
            @Nullable String status,
            String sentence) {

        static View of(UUID id, Cancellation answer) {
            return switch (answer) {
                case Cancellation.Stopped _ ->
                        new View(id, "stopped", "cancelled", "Le message a été annulé.");
                case Cancellation.TooLate(var standing) ->
                        new View(id, "too-late", standing.word(), standing.sentence());
                case Cancellation.Requested(var standing) ->
                        new View(
                                id,
                                "requested",
                                standing == null ? null : standing.word(),
                                "L'annulation est demandée.");
            };
        }
    }
}
