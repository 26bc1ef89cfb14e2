package fr.gouv.notifications.dispatch.email;

import fr.gouv.notifications.eventing.Unavailable;
import io.quarkus.arc.DefaultBean;
import io.quarkus.oidc.client.filter.OidcClientFilter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.util.Optional;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Signing keys asked of the gateway, as a client with the scope {@code notifications:internal}. */
@ApplicationScoped
@DefaultBean
class RemoteSigningKeys implements SigningKeySource {

    private final Instance<Gateway> gateway;

    RemoteSigningKeys(@RestClient Instance<Gateway> gateway) {
        this.gateway = gateway;
    }

    @Override
    public Optional<Answer> keyOf(String domain) {
        try {
            return Optional.of(gateway.get().signingKey(domain));
        } catch (WebApplicationException e) {
            var status = e.getResponse().getStatus();
            if (status == 404) {
                return Optional.empty();
            }
            throw new Unavailable("the gateway answered " + status + " for a signing key", e);
        } catch (ProcessingException | IllegalStateException e) {
            throw new Unavailable("the gateway gave no signing key", e);
        }
    }

    /** Called once per domain, and again in the background. Public: the generated client may live elsewhere. */
    @RegisterRestClient(configKey = "gateway")
    @OidcClientFilter
    @Path("/internal/signing-keys")
    public interface Gateway {

        @GET
        @Path("/{domain}")
        Answer signingKey(@PathParam("domain") String domain);
    }
}
