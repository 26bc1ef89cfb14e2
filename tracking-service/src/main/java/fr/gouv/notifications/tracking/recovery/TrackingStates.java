package fr.gouv.notifications.tracking.recovery;

import fr.gouv.notifications.eventing.OpenState;
import fr.gouv.notifications.eventing.OpenStates;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

/**
 * The states of tracking; {@code docs/reliability.md} shows the same table. How long each may last is
 * decided by the policy of the watchdog.
 */
@ApplicationScoped
class TrackingStates implements OpenStates {

    @Override
    public List<OpenState> open() {
        return List.of(
                status(
                        "ACCEPTED",
                        "express 5 min, bulk 1 h",
                        "a plan or a refusal; overdue it is *not-routed*"),
                status(
                        "SCHEDULED",
                        "its time, and then express 5 min, bulk 1 h",
                        "it leaves; overdue it is *not-released*"),
                status(
                        "IN_PROGRESS",
                        "express 15 min, bulk 6 h after the plan, or the time in it",
                        "a provider takes it, or none does; overdue it is *not-sent*"),
                status(
                        "SENT",
                        "78 h",
                        "a proof, or the end of the wait for one; overdue it is *no-proof*"),
                OUTBOX);
    }

    @Override
    public Set<String> settled() {
        return Set.of();
    }

    @Override
    public Set<String> lasting() {
        return Set.of("event", "status_change", "feed", "status_position");
    }

    private static OpenState status(String status, String deadline, String exit) {
        return new OpenState(
                "notification",
                status,
                "status = '" + status + "'",
                "due_by",
                deadline,
                exit,
                "status.Watchdog");
    }
}
