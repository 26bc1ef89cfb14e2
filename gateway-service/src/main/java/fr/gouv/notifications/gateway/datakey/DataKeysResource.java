package fr.gouv.notifications.gateway.datakey;

import fr.gouv.notifications.gateway.problem.Problem;
import io.quarkus.security.PermissionsAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Base64;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.logging.Logger;

/** Hands data keys to the platform's own services, and to nobody else. */
@Path("/internal/data-keys")
@Produces(MediaType.APPLICATION_JSON)
@PermissionsAllowed("notifications:internal")
class DataKeysResource {

    private static final Logger LOG = Logger.getLogger(DataKeysResource.class);

    private final StoredDataKeys keys;

    DataKeysResource(StoredDataKeys keys) {
        this.keys = keys;
    }

    @GET
    @Path("/{service}/{day}")
    @Operation(hidden = true)
    public Response one(@PathParam("service") String service, @PathParam("day") String text) {
        var day = day(text);
        return switch (keys.find(service, day)) {
            case StoredDataKeys.Found.Key(var key) -> {
                LOG.debugf("data key of %s on %s handed out", service, day);
                yield Response.ok(
                                new DataKey(
                                        service,
                                        day.toString(),
                                        Base64.getEncoder().encodeToString(key)))
                        .header(HttpHeaders.CACHE_CONTROL, "no-store")
                        .build();
            }
            case StoredDataKeys.Found.Destroyed _ ->
                    throw Problem.of(
                                    410,
                                    "data-key-destroyed",
                                    "The key was destroyed",
                                    "what was sealed with it cannot be read any more")
                            .refused();
            case StoredDataKeys.Found.Never _ ->
                    throw Problem.notFound("nothing was sealed for this service on this day")
                            .refused();
        };
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException _) {
            throw Problem.invalidParameter("day", "is not a day", "write it as 2026-11-23")
                    .refused();
        }
    }

    /** A key, in base64. */
    record DataKey(String service, String day, String key) {

        /** Says nothing of the key. */
        @Override
        public String toString() {
            return "DataKey[" + service + ", " + day + "]";
        }
    }
}
