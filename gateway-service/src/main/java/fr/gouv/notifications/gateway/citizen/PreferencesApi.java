package fr.gouv.notifications.gateway.citizen;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.oidc.client.filter.OidcClientFilter;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jboss.resteasy.reactive.RestQuery;
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

    @GET
    @Path("/suppressions")
    Suppressions suppressions(
            @PathParam("service") String service,
            @RestQuery @Nullable UUID before,
            @RestQuery int limit);

    @POST
    @Path("/suppressions/search")
    Suppressions suppressionsOf(@PathParam("service") String service, Whose whose);

    @POST
    @Path("/suppressions/lifts")
    LiftedSuppressions lift(@PathParam("service") String service, Lift lift);

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

    /** One address. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Whose(@Nullable String email, @Nullable String phone) {

        /** Says nothing of the person. */
        @Override
        public String toString() {
            return "Whose[…]";
        }
    }

    /** One address that is to be written to again. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Lift(@Nullable String email, @Nullable String phone, String who, String why) {

        /** Says nothing of the person. */
        @Override
        public String toString() {
            return "Lift[…]";
        }
    }

    /** Addresses that get nothing more, without the addresses. */
    record Suppressions(List<Suppression> suppressions) {}

    /** What is known of an address afterwards, and which of it blocked until then. */
    record LiftedSuppressions(List<Suppression> suppressions, Set<UUID> lifted) {}

    /** One of them, as preferences tells it. */
    record Suppression(
            UUID id,
            String channel,
            String scope,
            String rule,
            @Nullable String reason,
            @Nullable String code,
            boolean blocks,
            @Nullable UUID notification,
            Instant since,
            Instant lastAt,
            @Nullable Instant until,
            @Nullable Lifted lift) {}

    /** Who lifted it, when and why. */
    record Lifted(Instant at, String who, String why) {}
}
