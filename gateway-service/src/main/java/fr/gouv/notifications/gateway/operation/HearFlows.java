package fr.gouv.notifications.gateway.operation;

import fr.gouv.notifications.contracts.FlowChanged;
import fr.gouv.notifications.contracts.FlowState;
import fr.gouv.notifications.contracts.FlowTarget;
import fr.gouv.notifications.gateway.access.Explanation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;

/**
 * Notes how messages flow, and pauses what a public service sends in bulk when it endangers the reputation
 * of all: an ordinary pause, audited and ended as any other. Its codes go on.
 */
@ApplicationScoped
class HearFlows {

    /** Who pauses, in the audit trail. */
    static final String PLATFORM = "reputation";

    private final Flows flows;
    private final OrderPauses orders;

    HearFlows(Flows flows, OrderPauses orders) {
        this.flows = flows;
        this.orders = orders;
    }

    /** A change that is not newer than the last one about its flow does nothing. */
    @Transactional
    void hear(List<FlowChanged> changes) {
        for (var changed : changes) {
            if (flows.note(changed)
                    && changed.target() == FlowTarget.SERVICE
                    && changed.state() == FlowState.HELD
                    // Told now and then while it lasts: it is paused once, when it begins.
                    && changed.since().equals(changed.occurredAt())) {
                orders.pauseBulk(
                        changed.name(), new Explanation(WhyPolicy.reason(changed)), PLATFORM);
            }
        }
    }
}
