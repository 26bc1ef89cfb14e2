package fr.gouv.notifications.gateway.status;

import io.quarkus.oidc.client.filter.OidcClientFilter;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jspecify.annotations.Nullable;

/** The feed of tracking. A client of its own: an answer may be waited for longer than any other. */
@RegisterRestClient(configKey = "tracking-feed")
@OidcClientFilter
@Path("/internal/events/{service}")
interface FeedApi {

    @GET
    byte[] read(
            @PathParam("service") String service,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("wait") @Nullable String wait);
}
