package fr.gouv.notifications.tracking.status;

import fr.gouv.notifications.contracts.PublicStatus;
import fr.gouv.notifications.eventing.FactJson;
import io.quarkus.security.PermissionsAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;

/** How the rows of a file stand, which the gateway asks on behalf of a service. */
@Path("/internal/batches/{service}/{batch}")
@PermissionsAllowed("notifications:internal")
class BatchesResource {

    private final ReadNotifications notifications;

    BatchesResource(ReadNotifications notifications) {
        this.notifications = notifications;
    }

    /** Of a file that is not this service's, nothing: nobody can tell it from one that is not there. */
    @GET
    public Response counts(@PathParam("service") String service, @PathParam("batch") UUID batch) {
        var counts =
                notifications.countBatch(service, batch).entrySet().stream()
                        .map(entry -> new Count(entry.getKey(), entry.getValue()))
                        .toList();
        return Response.ok(FactJson.write(new Counts(counts)), MediaType.APPLICATION_JSON_TYPE)
                .build();
    }

    /** How many have each status; a status that none has is absent. */
    record Counts(List<Count> counts) {}

    /** How many have one status. */
    record Count(PublicStatus status, int notifications) {}
}
