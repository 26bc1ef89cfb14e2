package fr.gouv.notifications.gateway.attachment;

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

/** Hands sealed files to the platform's own services, and to nobody else. */
@Path("/internal/attachments")
@PermissionsAllowed("notifications:internal")
class SealedAttachmentsResource {

    private final KeepAttachments keeping;

    SealedAttachmentsResource(KeepAttachments keeping) {
        this.keeping = keeping;
    }

    @GET
    @Path("/{service}/{id}")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @RunOnVirtualThread
    @Operation(hidden = true)
    public Response one(@PathParam("service") String service, @PathParam("id") UUID id) {
        return Response.ok(keeping.sealed(service, id))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
