package fr.gouv.notifications.tracking.status;

import fr.gouv.notifications.eventing.FactJson;
import fr.gouv.notifications.tracking.problem.InvalidQuery;
import fr.gouv.notifications.tracking.problem.Problem;
import io.quarkus.security.PermissionsAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.UUID;

/** What the gateway asks of us on behalf of a service. */
@Path("/internal/notifications/{service}")
@PermissionsAllowed("notifications:internal")
class NotificationsResource {

    private final ReadNotifications notifications;

    NotificationsResource(ReadNotifications notifications) {
        this.notifications = notifications;
    }

    @GET
    @Path("/{id}")
    public Response one(@PathParam("service") String service, @PathParam("id") String id) {
        return uuid(id).flatMap(known -> notifications.read(service, known))
                .map(NotificationsResource::json)
                .orElseGet(() -> Problem.notFound(service).response());
    }

    @GET
    public Response list(@PathParam("service") String service, @BeanParam ListQuery query) {
        try {
            return json(notifications.page(service, query.filter(service), query.atMost()));
        } catch (InvalidQuery e) {
            return e.problem().response();
        }
    }

    private static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Written as facts are, so that statuses and reasons read the same everywhere. */
    private static Response json(Object value) {
        return Response.ok(FactJson.write(value), MediaType.APPLICATION_JSON_TYPE).build();
    }
}
