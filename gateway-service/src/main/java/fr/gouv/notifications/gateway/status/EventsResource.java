package fr.gouv.notifications.gateway.status;

import fr.gouv.notifications.gateway.access.Caller;
import fr.gouv.notifications.gateway.problem.Problem;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Every change of the calling service's notifications, for a program that follows them all. */
@Path("/v1/events")
@Produces(MediaType.APPLICATION_JSON)
@PermissionsAllowed("notifications:read")
@Tag(name = "Events", description = "Follow all notifications of the service")
class EventsResource {

    private static final Set<String> PARAMETERS = Set.of("cursor", "limit", "wait");

    private static final String PAGE =
            """
            {"items":[{"id":"4f0c2d0e-8b1b-3c55-9d3a-0d9f5e3b7a11",\
            "notification":"019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071","sequence":2,"status":"delivered",\
            "final":true,"sentence":"Le message est arrivé par courriel.","channel":"email",\
            "replied":false,"reference":"dossier-42","providerCode":"250 2.0.0","at":"2026-11-23T08:00:02Z"}],\
            "next":"Y2FmLTkyfDAwMDAwMDAx"}""";

    private final FeedApi feed;
    private final ReadNotifications notifications;
    private final Caller caller;

    EventsResource(@RestClient FeedApi feed, ReadNotifications notifications, Caller caller) {
        this.feed = feed;
        this.notifications = notifications;
        this.caller = caller;
    }

    @GET
    @RunOnVirtualThread
    @Operation(
            summary = "Follow all notifications",
            description =
                    "Every change of status, oldest first. Keep next and ask with it again: no change"
                            + " is missed or told twice, whatever happens meanwhile. A status may be told"
                            + " before its reference is known; it is then told once more, with the"
                            + " reference and the next sequence. It is also told once more, with replied,"
                            + " when the citizen answered; the words went to your replyTo. Changes are kept for 90 days.")
    @APIResponse(
            responseCode = "200",
            description = "Changes behind the cursor; none when nothing changed in time",
            content =
                    @Content(
                            schema = @Schema(implementation = EventView.Page.class),
                            examples = @ExampleObject(name = "page", value = PAGE)))
    @APIResponse(
            responseCode = "400",
            description =
                    "A parameter or the cursor is not understood, or the cursor is of another"
                            + " service")
    @APIResponse(
            responseCode = "410",
            description = "The cursor has lapsed: begin again without one")
    @APIResponse(
            responseCode = "429",
            description = "Too many readers of this service wait: see Retry-After")
    @APIResponse(responseCode = "503", description = "It cannot be told now")
    public EventView.Page read(
            @Parameter(
                            description =
                                    "next of the page before; absent to begin with the oldest change"
                                            + " that is kept, latest to hear only what comes")
                    @RestQuery
                    @Nullable String cursor,
            @Parameter(description = "1 to 500", example = "100") @RestQuery @Nullable String limit,
            @Parameter(
                            description = "Seconds to wait when there is nothing yet, 0 to 20",
                            example = "20")
                    @RestQuery
                    @Nullable String wait,
            @Context UriInfo address) {
        for (var name : address.getQueryParameters().keySet()) {
            if (!PARAMETERS.contains(name)) {
                throw Problem.invalidParameter(name, "is not known", "use cursor, limit or wait")
                        .refused();
            }
        }
        var service = caller.tenant().await().indefinitely().slug();
        var page =
                ReadNotifications.asked(() -> feed.read(service, cursor, limit, wait))
                        .map(json -> ReadNotifications.read(json, TrackedEvents.class))
                        .orElseThrow(ReadNotifications::unknown);
        return new EventView.Page(
                page.items().stream().map(event -> view(service, event)).toList(), page.next());
    }

    private EventView view(String service, TrackedEvents.Event event) {
        return new EventView(
                event.id(),
                event.notificationId(),
                event.sequence(),
                ReadNotifications.word(event.status()),
                event.settled(),
                ReadNotifications.word(event.reason()),
                Sentences.of(event.status(), event.reason(), event.channel()),
                ReadNotifications.word(event.channel()),
                Boolean.TRUE.equals(event.replied()),
                notifications.reference(service, event.notificationId(), event.recipient()),
                event.providerCode(),
                event.at());
    }
}
