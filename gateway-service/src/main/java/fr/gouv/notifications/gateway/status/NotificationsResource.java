package fr.gouv.notifications.gateway.status;

import fr.gouv.notifications.eventing.Digest;
import fr.gouv.notifications.gateway.access.Caller;
import fr.gouv.notifications.gateway.problem.Problem;
import fr.gouv.notifications.gateway.submission.References;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
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
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What became of the notifications of the calling service. */
@Path("/v1/notifications")
@Produces(MediaType.APPLICATION_JSON)
@PermissionsAllowed("notifications:read")
@Tag(name = "Notifications", description = "Reach a citizen, and know what became of the message")
class NotificationsResource {

    private static final Set<String> PARAMETERS =
            Set.of("status", "reference", "template", "from", "to", "overdue", "limit", "cursor");

    private static final String ONE =
            """
            {"id":"019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071","status":"delivered","final":true,\
            "sentence":"Le message est arrivé par courriel.","channel":"email",\
            "template":{"slug":"rdv-rappel","version":1},"category":"mandatory","lane":"express",\
            "reference":"dossier-42","proofCode":"7K2MQ9X4C","acceptedAt":"2026-11-23T08:00:00Z",\
            "updatedAt":"2026-11-23T08:00:02Z","expiresAt":"2026-11-25T08:00:00Z",\
            "timeline":[{"at":"2026-11-23T08:00:00Z","event":"accepted",\
            "sentence":"La demande est acceptée."},{"at":"2026-11-23T08:00:02Z",\
            "event":"delivered","channel":"email","attempt":1,"providerCode":"250 2.0.0",\
            "sentence":"Le message est arrivé par courriel."}]}""";
    private static final String OVERDUE =
            """
            {"items":[{"id":"019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6072","status":"in-progress",\
            "final":false,"sentence":"Le message est en cours d'envoi.","channel":"email",\
            "template":{"slug":"rdv-rappel","version":1},"lane":"express",\
            "acceptedAt":"2026-11-23T08:00:00Z","updatedAt":"2026-11-23T08:00:01Z",\
            "overdue":{"cause":"not-sent","since":"2026-11-23T08:15:01Z",\
            "sentence":"Aucun fournisseur n'a encore pris le message."}}]}""";
    private static final String PAGE =
            """
            {"items":[{"id":"019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071","status":"delivered",\
            "final":true,"sentence":"Le message est arrivé par courriel.","channel":"email",\
            "template":{"slug":"rdv-rappel","version":1},"reference":"dossier-42",\
            "acceptedAt":"2026-11-23T08:00:00Z","updatedAt":"2026-11-23T08:00:02Z"}],\
            "next":"ZGVtb3wyMDI2"}""";

    private final ReadNotifications notifications;
    private final Caller caller;
    private final Digest digest;

    NotificationsResource(ReadNotifications notifications, Caller caller, Digest digest) {
        this.notifications = notifications;
        this.caller = caller;
        this.digest = digest;
    }

    @GET
    @Path("/{id}")
    @RunOnVirtualThread
    @Operation(summary = "Follow a notification")
    @APIResponse(
            responseCode = "200",
            description = "Where it is, why, and all that happened to it",
            content =
                    @Content(
                            schema = @Schema(implementation = NotificationView.class),
                            examples = @ExampleObject(name = "delivered", value = ONE)))
    @APIResponse(responseCode = "404", description = "This service has no such notification")
    @APIResponse(responseCode = "503", description = "It cannot be told now")
    public NotificationView one(
            @Parameter(example = "019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071") @PathParam("id")
                    String text) {
        var service = tenant();
        var id = uuid(text).orElseThrow(ReadNotifications::unknown);
        return notifications.one(service, id);
    }

    @GET
    @RunOnVirtualThread
    @Operation(summary = "List notifications", description = "Newest first, without timelines.")
    @APIResponse(
            responseCode = "200",
            description = "A page of them",
            content =
                    @Content(
                            schema = @Schema(implementation = NotificationView.Page.class),
                            examples = {
                                @ExampleObject(name = "page", value = PAGE),
                                @ExampleObject(name = "overdue", value = OVERDUE)
                            }))
    @APIResponse(responseCode = "400", description = "A filter or the cursor is not understood")
    @APIResponse(responseCode = "503", description = "It cannot be told now")
    public NotificationView.Page list(
            @Parameter(description = "May repeat", example = "delivered") @RestQuery
                    List<String> status,
            @Parameter(description = "Yours", example = "dossier-42") @RestQuery
                    @Nullable String reference,
            @Parameter(example = "rdv-rappel") @RestQuery @Nullable String template,
            @Parameter(description = "Accepted at or after", example = "2026-11-23T00:00:00Z")
                    @RestQuery
                    @Nullable String from,
            @Parameter(description = "Accepted before", example = "2026-11-24T00:00:00Z") @RestQuery
                    @Nullable String to,
            @Parameter(
                            description =
                                    "true: only those to which nothing happened in time; false: only"
                                            + " the others",
                            example = "true")
                    @RestQuery
                    @Nullable String overdue,
            @Parameter(description = "1 to 200", example = "50") @RestQuery @Nullable String limit,
            @Parameter(description = "next of the page before") @RestQuery @Nullable String cursor,
            @Context UriInfo address) {
        for (var name : address.getQueryParameters().keySet()) {
            if (!PARAMETERS.contains(name)) {
                throw Problem.invalidParameter(
                                name,
                                "is not known",
                                "use " + String.join(", ", PARAMETERS.stream().sorted().toList()))
                        .refused();
            }
        }
        var service = tenant();
        return notifications.page(
                service,
                new PageQuery(
                        status,
                        reference == null ? null : References.digest(digest, service, reference),
                        template,
                        from,
                        to,
                        overdue,
                        limit,
                        cursor));
    }

    private String tenant() {
        return caller.tenant().await().indefinitely().slug();
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
}
