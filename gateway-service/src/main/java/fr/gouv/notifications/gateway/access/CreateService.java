package fr.gouv.notifications.gateway.access;

import fr.gouv.notifications.gateway.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/**
 * Creates a service here and at the identity provider. A crash half-way leaves a service that is
 * begun: the same request completes it, and until then it can do nothing.
 */
@ApplicationScoped
class CreateService {

    private static final Logger LOG = Logger.getLogger(CreateService.class);

    private final RegisteredServices services;
    private final IdentityProvider identities;
    private final AuditTrail audit;
    private final Event<ServiceActivated> activations;
    private final InstantSource clock;

    CreateService(
            RegisteredServices services,
            IdentityProvider identities,
            AuditTrail audit,
            Event<ServiceActivated> activations,
            InstantSource clock) {
        this.services = services;
        this.identities = identities;
        this.audit = audit;
        this.activations = activations;
        this.clock = clock;
    }

    Created create(ServiceDescription description, String actor) {
        var slug = description.slug();
        var attempt = services.begin(description, clock.instant());
        if (attempt.isEmpty()) {
            throw exists("the service " + slug + " exists: choose another slug").refused();
        }
        var credentials = identities.register(slug, description.name());
        var tenant =
                services.complete(slug, attempt.getAsInt())
                        .orElseThrow(
                                () ->
                                        exists(
                                                        "another request created "
                                                                + slug
                                                                + " at the same time: its"
                                                                + " credentials hold")
                                                .refused());
        audit.note(actor, "service-created", slug);
        activations.fire(new ServiceActivated(slug));
        LOG.infof("service %s is created", slug);
        return new Created(tenant, credentials);
    }

    private static Problem exists(String detail) {
        return Problem.of(409, "service-exists", "The service exists already", detail);
    }

    /** A new service, and the only time its secret is seen. */
    record Created(Tenant tenant, Credentials credentials) {}
}
