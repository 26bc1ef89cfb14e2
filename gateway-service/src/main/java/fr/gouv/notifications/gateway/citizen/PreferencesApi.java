package fr.gouv.notifications.gateway.citizen;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.oidc.client.filter.OidcClientFilter;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jspecify.annotations.Nullable;

/** What preferences keeps on behalf of a service. */
@RegisterRestClient(configKey = "preferences")
@OidcClientFilter
@Path("/internal/services/{service}")
@Consumes(MediaType.APPLICATION_JSON)
interface PreferencesApi {

    @PUT
    @Path("/citizens/{citizen}")
    void keep(
            @PathParam("service") String service,
            @PathParam("citizen") String citizen,
            ContactPoints points);

    @GET
    @Path("/citizens/{citizen}")
    ContactPoints find(@PathParam("service") String service, @PathParam("citizen") String citizen);

    @DELETE
    @Path("/citizens/{citizen}")
    void forget(@PathParam("service") String service, @PathParam("citizen") String citizen);

    @PUT
    @Path("/opt-outs")
    void refuse(@PathParam("service") String service, Who who);

    @DELETE
    @Path("/opt-outs")
    void accept(@PathParam("service") String service, Who who);

    /** Where a citizen can be reached. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ContactPoints(@Nullable String email, @Nullable String phone) {

        /** Says nothing of the person. */
        @Override
        public String toString() {
            return "ContactPoints[…]";
        }
    }

    /** One address, or one citizen. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Who(@Nullable String email, @Nullable String citizen) {

        /** Says nothing of the person. */
        @Override
        public String toString() {
            return "Who[…]";
        }
    }
}
