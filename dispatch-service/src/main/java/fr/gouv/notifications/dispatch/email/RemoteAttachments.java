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
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Sealed files asked of the gateway, as a client with the scope {@code notifications:internal}. */
@ApplicationScoped
@DefaultBean
class RemoteAttachments implements AttachmentSource {

    private final Instance<Gateway> gateway;

    RemoteAttachments(@RestClient Instance<Gateway> gateway) {
        this.gateway = gateway;
    }

    @Override
    public Optional<byte[]> sealed(String service, UUID id) {
        try {
            return Optional.of(gateway.get().attachment(service, id));
        } catch (WebApplicationException e) {
            var status = e.getResponse().getStatus();
            if (status == 404) {
                return Optional.empty();
            }
            throw new Unavailable("the gateway answered " + status + " for a file", e);
        } catch (ProcessingException | IllegalStateException e) {
            throw new Unavailable("the gateway gave no file", e);
        }
    }

    /** Called for each file of each attempt. Public: the generated client may live elsewhere. */
    @RegisterRestClient(configKey = "gateway")
    @OidcClientFilter
    @Path("/internal/attachments")
    public interface Gateway {

        @GET
        @Path("/{service}/{id}")
        @Produces(MediaType.APPLICATION_OCTET_STREAM)
        byte[] attachment(@PathParam("service") String service, @PathParam("id") UUID id);
    }
}
