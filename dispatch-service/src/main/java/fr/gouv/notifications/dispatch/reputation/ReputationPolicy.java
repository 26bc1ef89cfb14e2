package fr.gouv.notifications.dispatch.reputation;

import fr.gouv.notifications.contracts.FlowState;
import fr.gouv.notifications.contracts.FlowTarget;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.dispatch.flow.Flow;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides whether a public service may go on writing in bulk. */
final class ReputationPolicy {

    static final String BOUNCES = "bounces";
    static final String COMPLAINTS = "complaints";

    /** What follows from the counts of a day; empty when nothing does. */
    static Optional<Flow> flow(String service, Counts counts, ReputationConfig limits) {
        var bounced = part(counts.bounced(), counts.messages());
        var complained =
                counts.complained() < limits.fewestComplaints()
                        ? 0
                        : part(counts.complained(), counts.messages());
        if (!limits.enabled() || counts.messages() < limits.fewestMessages()) {
            return Optional.empty();
        }
        if (bounced >= limits.bouncesHeld()) {
            return of(service, FlowState.HELD, BOUNCES, counts, counts.bounced());
        }
        if (complained >= limits.complaintsHeld()) {
            return of(service, FlowState.HELD, COMPLAINTS, counts, counts.complained());
        }
        if (bounced >= limits.bouncesWatched()) {
            return of(service, FlowState.WATCHED, BOUNCES, counts, counts.bounced());
        }
        if (complained >= limits.complaintsWatched()) {
            return of(service, FlowState.WATCHED, COMPLAINTS, counts, counts.complained());
        }
        return Optional.empty();
    }

    /** Whether the address is dead, which a list that was kept would not hold. A full mailbox is not. */
    static boolean isOfTheAddress(@Nullable Reason reason) {
        return reason == Reason.ADDRESS_UNKNOWN
                || reason == Reason.DOMAIN_UNKNOWN
                || reason == Reason.ADDRESS_DISABLED;
    }

    private static Optional<Flow> of(
            String service, FlowState state, String rule, Counts counts, long failed) {
        return Optional.of(
                new Flow(
                        FlowTarget.SERVICE,
                        service,
                        state,
                        rule,
                        null,
                        null,
                        state == FlowState.HELD ? 0 : 100,
                        0,
                        counts.messages(),
                        failed));
    }

    private static double part(long some, long all) {
        return all == 0 ? 0 : (double) some / all;
    }

    private ReputationPolicy() {}
}
