package fr.gouv.notifications.gateway.status;

import io.quarkus.oidc.client.filter.OidcClientFilter;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jspecify.annotations.Nullable;

/** What tracking answers to the platform's own services: JSON as facts are written. */
@RegisterRestClient(configKey = "tracking")
@OidcClientFilter
@Path("/internal/notifications/{service}")
interface TrackingApi {

    @GET
    @Path("/{id}")
    byte[] one(@PathParam("service") String service, @PathParam("id") UUID id);

    @GET
    byte[] page(
            @PathParam("service") String service,
            @QueryParam("status") List<String> status,
            @QueryParam("reference") @Nullable String referenceDigest,
            @QueryParam("template") @Nullable String template,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("overdue") @Nullable String overdue,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor);
}
