package fr.gouv.notifications.gateway.sender;

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
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Tells the platform's own services, and nobody else, where a public service reads answers. */
@Path("/internal/reply-mailboxes")
@Produces(MediaType.APPLICATION_JSON)
@PermissionsAllowed("notifications:internal")
class ReplyMailboxesResource {

    private final ServiceSenders senders;

    ReplyMailboxesResource(ServiceSenders senders) {
        this.senders = senders;
    }

    @GET
    @Path("/{service}")
    @RunOnVirtualThread
    @Operation(hidden = true)
    public Response one(@PathParam("service") String service) {
        var tenant =
                senders.of(service)
                        .orElseThrow(() -> Problem.notFound("there is no such service").refused());
        return Response.ok(new Mailbox(tenant.slug(), tenant.name(), tenant.replyTo()))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /** As the service said last. */
    record Mailbox(String service, String name, String address) {}
}
