package fr.gouv.notifications.gateway.submission;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * Accepts what is prepared, for every door alike: a notification counts as accepted once the broker
 * has it, and not before.
 */
@ApplicationScoped
public class AcceptNotifications {

    private final Broker broker;

    AcceptNotifications(Broker broker) {
        this.broker = broker;
    }

    /**
     * Accepts one; fails with {@link fr.gouv.notifications.gateway.problem.Refused} when it cannot
     * be. Never blocks.
     */
    public Uni<Prepared> accept(Prepared notification) {
        return broker.tell(notification.fact()).replaceWith(notification);
    }

    /**
     * Accepts many with one wait for the broker, and answers for each in their order. Fails with
     * {@link fr.gouv.notifications.gateway.problem.Refused} when the broker did not acknowledge all
     * of them: none counts as accepted then, and all can be sent again with their ids. Never blocks.
     */
    public Uni<List<Acceptance>> acceptAll(List<Prepared> notifications) {
        var facts = notifications.stream().map(Prepared::fact).toList();
        return broker.tellAll(facts)
                .replaceWith(
                        () ->
                                notifications.stream()
                                        .<Acceptance>map(Acceptance.Accepted::new)
                                        .toList());
    }
}
