package fr.gouv.notifications.dispatch.reply;

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
import java.util.UUID;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Mailboxes asked of the gateway, as a client with the scope {@code notifications:internal}. */
@ApplicationScoped
@DefaultBean
class RemoteReplyMailboxes implements ReplyMailboxes {

    private final Instance<Gateway> gateway;

    RemoteReplyMailboxes(@RestClient Instance<Gateway> gateway) {
        this.gateway = gateway;
    }

    @Override
    public Optional<Mailbox> of(String service, UUID notification) {
        try {
            return Optional.of(gateway.get().mailbox(service, notification.toString()));
        } catch (WebApplicationException e) {
            var status = e.getResponse().getStatus();
            if (status == 404) {
                return Optional.empty();
            }
            throw new Unavailable("the gateway answered " + status + " for a mailbox", e);
        } catch (ProcessingException | IllegalStateException e) {
            throw new Unavailable("the gateway gave no mailbox", e);
        }
    }

    /** Called once for each reply. Public: the generated client may live elsewhere. */
    @RegisterRestClient(configKey = "gateway")
    @OidcClientFilter
    @Path("/internal/reply-mailboxes")
    public interface Gateway {

        @GET
        @Path("/{service}/{notification}")
        Mailbox mailbox(
                @PathParam("service") String service,
                @PathParam("notification") String notification);
    }
}
