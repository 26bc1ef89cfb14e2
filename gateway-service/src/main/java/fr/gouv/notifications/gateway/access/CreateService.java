package fr.gouv.notifications.gateway.access;

import fr.gouv.notifications.gateway.kafkadoor.KafkaCredentials;
import fr.gouv.notifications.gateway.kafkadoor.KafkaDoors;
import fr.gouv.notifications.gateway.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.InstantSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Creates a service here, at the identity provider and, if it wants to, on the broker. A crash half-way leaves a service that is
 * begun: the same request completes it, and until then it can do nothing.
 */
@ApplicationScoped
class CreateService {

    private static final Logger LOG = Logger.getLogger(CreateService.class);

    private final RegisteredServices services;
    private final IdentityProvider identities;
    private final KafkaDoors doors;
    private final AuditTrail audit;
    private final Event<ServiceActivated> activations;
    private final InstantSource clock;

    CreateService(
            RegisteredServices services,
            IdentityProvider identities,
            KafkaDoors doors,
            AuditTrail audit,
            Event<ServiceActivated> activations,
            InstantSource clock) {
        this.services = services;
        this.identities = identities;
        this.doors = doors;
        this.audit = audit;
        this.activations = activations;
        this.clock = clock;
    }

    Created create(ServiceDescription description, String actor) {
        var slug = description.slug();
        if (description.wantsKafka()) {
            doors.mustBeOffered();
        }
        var attempt = services.begin(description, clock.instant());
        if (attempt.isEmpty()) {
            throw exists("the service " + slug + " exists: choose another slug").refused();
        }
        var credentials = identities.register(slug, description.name());
        var kafka = description.wantsKafka() ? doors.open(slug) : null;
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
        if (kafka != null) {
            audit.note(actor, "kafka-door-opened", slug);
        }
        activations.fire(new ServiceActivated(slug));
        LOG.infof("service %s is created", slug);
        return new Created(tenant, credentials, kafka);
    }

    private static Problem exists(String detail) {
        return Problem.of(409, "service-exists", "The service exists already", detail);
    }

    /** A new service, and the only time its secrets are seen. */
    record Created(Tenant tenant, Credentials credentials, @Nullable KafkaCredentials kafka) {}
}
