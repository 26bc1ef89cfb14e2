package fr.gouv.notifications.gateway.submission;

import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.gateway.access.Tenant;
import fr.gouv.notifications.gateway.idempotency.IdempotencyKey;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Takes a single notification. Without a key it asks no database: services, templates and data keys
 * are cached.
 */
@ApplicationScoped
class SubmitNotification {

    private final PrepareNotification preparation;
    private final AcceptNotifications acceptance;
    private final SubmitNotifications many;
    private final ExecutorService patient = Executors.newVirtualThreadPerTaskExecutor();

    SubmitNotification(
            PrepareNotification preparation,
            AcceptNotifications acceptance,
            SubmitNotifications many) {
        this.preparation = preparation;
        this.acceptance = acceptance;
        this.many = many;
    }

    /**
     * Accepts one notification, or fails with {@link fr.gouv.notifications.gateway.problem.Refused};
     * nothing was told to anybody then.
     */
    Uni<Prepared> submit(Tenant tenant, SubmissionBody body) {
        return preparation.prepare(tenant, Draft.single(body, null)).flatMap(acceptance::accept);
    }

    /** As {@link #submit(Tenant, SubmissionBody)}, once for all requests with this key. */
    Uni<Submitted> submit(Tenant tenant, SubmissionBody body, IdempotencyKey key) {
        return Uni.createFrom()
                .item(() -> many.submit(tenant, List.of(new Submission(body, key)), Lane.EXPRESS))
                .runSubscriptionOn(patient)
                .map(List::getFirst);
    }
}
