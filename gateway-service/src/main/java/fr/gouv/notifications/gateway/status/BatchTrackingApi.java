package fr.gouv.notifications.gateway.status;

import io.quarkus.oidc.client.filter.OidcClientFilter;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.UUID;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Where the rows of a file stand, as tracking counts them. */
@RegisterRestClient(configKey = "tracking")
@OidcClientFilter
@Path("/internal/batches/{service}/{batch}")
interface BatchTrackingApi {

    @GET
    byte[] counts(@PathParam("service") String service, @PathParam("batch") UUID batch);
}
