package fr.gouv.notifications.gateway.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.oidc.client.filter.OidcClientFilter;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jspecify.annotations.Nullable;

/**
 * The part of Keycloak's admin API that creates clients. Source: Keycloak Admin REST API, version
 * 26.
 */
@RegisterRestClient(configKey = "keycloak")
@OidcClientFilter
@Path("/admin/realms/{realm}/clients")
interface KeycloakApi {

    /** 201, or 409 when the client exists. */
    @POST
    Response create(@PathParam("realm") String realm, Client client);

    @GET
    List<Client> find(@PathParam("realm") String realm, @QueryParam("clientId") String clientId);

    /** Replaces the secret. */
    @POST
    @Path("/{id}/client-secret")
    Secret renewSecret(@PathParam("realm") String realm, @PathParam("id") String id);

    /** A {@code ClientRepresentation}, as far as we set it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Client(
            @Nullable String id,
            String clientId,
            @Nullable String name,
            @Nullable Boolean enabled,
            @Nullable Boolean publicClient,
            @Nullable Boolean serviceAccountsEnabled,
            @Nullable Boolean standardFlowEnabled,
            @Nullable Boolean directAccessGrantsEnabled,
            @Nullable Boolean fullScopeAllowed,
            @Nullable List<String> defaultClientScopes,
            @Nullable List<Mapper> protocolMappers) {}

    /** A {@code ProtocolMapperRepresentation}. */
    record Mapper(
            String name, String protocol, String protocolMapper, Map<String, String> config) {}

    /** A {@code CredentialRepresentation}. */
    record Secret(String value) {

        /** Says nothing of the secret. */
        @Override
        public String toString() {
            return "Secret[…]";
        }
    }
}
