package fr.gouv.notifications.gateway.status;

import fr.gouv.notifications.gateway.access.ServiceSenders;
import fr.gouv.notifications.gateway.problem.Problem;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Tells the platform's own services, and nobody else, where a public service reads answers to a notification, and under
 * what reference it knows it.
 */
@Path("/internal/reply-mailboxes")
@Produces(MediaType.APPLICATION_JSON)
@PermissionsAllowed("notifications:internal")
class ReplyMailboxesResource {

    private final ServiceSenders senders;
    private final ReadNotifications notifications;

    ReplyMailboxesResource(ServiceSenders senders, ReadNotifications notifications) {
        this.senders = senders;
        this.notifications = notifications;
    }

    @GET
    @Path("/{service}/{notification}")
    @RunOnVirtualThread
    @Operation(hidden = true)
    public Response one(
            @PathParam("service") String service, @PathParam("notification") UUID notification) {
        var tenant =
                senders.of(service)
                        .orElseThrow(() -> Problem.notFound("there is no such service").refused());
        var reference =
                notifications
                        .tracked(service, notification)
                        .map(it -> notifications.reference(service, notification, it.recipient()))
                        .orElse(null);
        return Response.ok(new Mailbox(tenant.slug(), tenant.name(), tenant.replyTo(), reference))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /**
     * As the service said last.
     *
     * @param reference the service's own; absent when it gave none, or it was erased
     */
    record Mailbox(String service, String name, String address, @Nullable String reference) {

        /** Names the service only. */
        @Override
        public String toString() {
            return "Mailbox[" + service + "]";
        }
    }
}
