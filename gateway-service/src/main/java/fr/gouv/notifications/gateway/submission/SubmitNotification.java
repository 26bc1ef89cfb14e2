package fr.gouv.notifications.gateway.submission;

import fr.gouv.notifications.gateway.access.Tenant;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Takes a single notification. Asks no database: services, templates and keys are cached. */
@ApplicationScoped
class SubmitNotification {

    private final PrepareNotification preparation;
    private final AcceptNotifications acceptance;

    SubmitNotification(PrepareNotification preparation, AcceptNotifications acceptance) {
        this.preparation = preparation;
        this.acceptance = acceptance;
    }

    /**
     * Accepts one notification, or fails with {@link fr.gouv.notifications.gateway.problem.Refused};
     * nothing was told to anybody then.
     */
    Uni<Prepared> submit(Tenant tenant, SubmissionBody body) {
        return preparation.prepare(tenant, Draft.single(body, null)).flatMap(acceptance::accept);
    }
}
