package fr.gouv.notifications.eventing;

import io.quarkus.arc.DefaultBean;
import io.quarkus.oidc.client.filter.OidcClientFilter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.time.LocalDate;
import java.util.Base64;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Data keys asked of the gateway, as a client with the scope {@code notifications:internal}. */
@ApplicationScoped
@DefaultBean
class RemoteDataKeys implements DataKeys {

    private final Instance<Gateway> gateway;

    RemoteDataKeys(@RestClient Instance<Gateway> gateway) {
        this.gateway = gateway;
    }

    @Override
    public byte[] keyOf(String service, LocalDate day) throws Erased {
        try {
            return Base64.getDecoder().decode(gateway.get().dataKey(service, day.toString()).key());
        } catch (WebApplicationException e) {
            var status = e.getResponse().getStatus();
            if (status == 404 || status == 410) {
                throw new Erased(service, day);
            }
            throw new Unavailable("the gateway answered " + status + " for a data key", e);
        } catch (ProcessingException | IllegalStateException e) {
            throw new Unavailable("the gateway gave no data key", e);
        }
    }

    /**
     * The one call that a service on the sending path makes, once per public service and day. Public,
     * because the generated client may live in another class loader.
     */
    @RegisterRestClient(configKey = "gateway")
    @OidcClientFilter
    @Path("/internal/data-keys")
    public interface Gateway {

        @GET
        @Path("/{service}/{day}")
        DataKey dataKey(@PathParam("service") String service, @PathParam("day") String day);
    }

    /**
     * What the gateway answers.
     *
     * @param key base64 of 32 bytes
     */
    public record DataKey(String service, String day, String key) {

        /** Says nothing of the key. */
        @Override
        public String toString() {
            return "DataKey[" + service + ", " + day + "]";
        }
    }
}
