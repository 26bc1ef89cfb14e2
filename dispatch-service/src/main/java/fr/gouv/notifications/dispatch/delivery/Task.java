package fr.gouv.notifications.dispatch.delivery;

import fr.gouv.notifications.contracts.AmbiguityPolicy;
import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.Sealed;
import fr.gouv.notifications.contracts.Step;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * One attempt that a worker has leased: everything it needs, still sealed.
 *
 * @param position of the current step in the plan, from 0
 * @param attempt number of this attempt in the step, from 1
 * @param failures how often the step has failed before
 * @param epoch proves the lease: an update with an older one changes nothing
 * @param leaseUntil from then on somebody else may take the task
 */
record Task(
        UUID notificationId,
        String service,
        Lane lane,
        AmbiguityPolicy ambiguityPolicy,
        String proofCode,
        Instant routedAt,
        Instant expiresAt,
        List<Step> plan,
        Sealed words,
        int position,
        int attempt,
        int failures,
        int epoch,
        Instant leaseUntil) {

    Task {
        plan = List.copyOf(plan);
    }

    Step step() {
        return plan.get(position);
    }

    Channel channel() {
        return step().channel();
    }

    /** After this instant the current step must not be tried any more. */
    Instant end() {
        var deadline = step().deadline();
        return deadline.isBefore(expiresAt) ? deadline : expiresAt;
    }

    boolean hasNextStep() {
        return position + 1 < plan.size();
    }

    Step nextStep() {
        return plan.get(position + 1);
    }

    Task leasedUntil(Instant until) {
        return new Task(
                notificationId,
                service,
                lane,
                ambiguityPolicy,
                proofCode,
                routedAt,
                expiresAt,
                plan,
                words,
                position,
                attempt,
                failures,
                epoch,
                until);
    }
}
