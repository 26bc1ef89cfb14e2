package fr.gouv.notifications.gateway.recovery;

import fr.gouv.notifications.eventing.OpenState;
import fr.gouv.notifications.eventing.OpenStates;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

/** The states of the gateway; {@code docs/reliability.md} shows the same table. */
@ApplicationScoped
class GatewayStates implements OpenStates {

    private static final String BATCHES = "batch.SweepBatches";
    private static final String ROWS = "batch.Releaser";
    private static final String LETTERS = "deadletter.SweepDeadLetters";

    @Override
    public List<OpenState> open() {
        return List.of(
                new OpenState(
                        "service",
                        "CREATING",
                        "state = 'CREATING'",
                        "created_at + interval '1 day'",
                        "1 day after it was last begun",
                        "the same request completes it; then it is removed, as if never begun",
                        "access.SweepUnfinished"),
                new OpenState(
                        "kafka_door",
                        "begun",
                        "opened_at is null",
                        "leased_until + interval '1 day'",
                        "lease, 1 min",
                        "the same request completes it; a lapsed one is removed, as if never begun",
                        "access.SweepUnfinished"),
                new OpenState(
                        "kafka_door",
                        "renewing",
                        "opened_at is not null and leased_until is not null",
                        null,
                        "lease, 1 min",
                        "ends by itself with the lease: the next request may make a new password",
                        "kafkadoor.Doors"),
                new OpenState(
                        "idempotency",
                        "in progress",
                        "answer is null",
                        null,
                        "lease, 15 s; kept 7 days",
                        "a repetition takes it over; without one it is removed with its age",
                        "idempotency.SweepKeys"),
                new OpenState(
                        "scheduled_notification",
                        "WAITING",
                        "lane in ('EXPRESS', 'BULK') and state = 'WAITING'",
                        "due_at",
                        "its `notBefore`",
                        "leaves, is declined as expired, or is stopped by its service",
                        "schedule.ReleaseWorker"),
                new OpenState(
                        "scheduled_notification",
                        "LEAVING",
                        "lane in ('EXPRESS', 'BULK') and state = 'LEAVING'",
                        "due_at",
                        "lease, 60 s",
                        "another replica tells it again, with the same event id",
                        "schedule.ReleaseWorker"),
                batch("checking", "lease, 60 s", "fails as *interrupted*; nothing had been sent"),
                batch("ready", "7 days", "fails as *not-started*, its rows are emptied"),
                new OpenState(
                        "batch",
                        "running",
                        "state = 'running' and reason is distinct from 'paused-by-platform'",
                        "next_at",
                        "its next turn",
                        "the last row leaves, expires or is refused: *done*",
                        ROWS),
                batch("paused", "30 days", "is cancelled as *paused-too-long*"),
                batch("cancelling", "its next turn", "its rows are called back: *cancelled*"),
                row("waiting", "the deadline of its batch", "is sent, expires or is cancelled"),
                row("claimed", "lease, 60 s", "another replica sends it, under the same id"),
                new OpenState(
                        "quota_use",
                        "counting",
                        "true",
                        "ends_at + interval '1 day'",
                        "1 day after its minute, day or month",
                        "is forgotten",
                        "quota.SweepUses"),
                new OpenState(
                        "dead_letter",
                        "open",
                        "state = 'open'",
                        "buried_at + interval '30 days'",
                        "30 days",
                        "an administrator ends it; without one it is emptied as *lapsed*",
                        LETTERS),
                new OpenState(
                        "dead_letter",
                        "redriving",
                        "state = 'redriving'",
                        "leased_until",
                        "lease, 60 s",
                        "its fact is told: *redriven*; after a crash it is open again",
                        LETTERS),
                OUTBOX);
    }

    @Override
    public Set<String> settled() {
        return Set.of(
                "service.ACTIVE",
                "scheduled_notification.LEFT",
                "scheduled_notification.STOPPED",
                "batch.cancelled",
                "batch.done",
                "batch.failed",
                "batch_row.accepted",
                "batch_row.cancelled",
                "batch_row.expired",
                "batch_row.refused",
                "dead_letter.redriven",
                "dead_letter.resolved",
                "dead_letter.purged",
                "dead_letter.lapsed",
                // A key stays in its state until an administrator rotates it.
                "signing_key.current",
                "signing_key.next",
                "signing_key.retired");
    }

    @Override
    public Set<String> lasting() {
        return Set.of(
                "attachment",
                "template",
                "template_version",
                "data_key",
                "audit",
                "batch_fault",
                "service_limit",
                "pause",
                "provider_state",
                "flow",
                "link_host",
                "sending_domain",
                "domain_report",
                "domain_report_count",
                "signing_key");
    }

    private static OpenState batch(String state, String deadline, String exit) {
        return new OpenState(
                "batch", state, "state = '" + state + "'", "deadline", deadline, exit, BATCHES);
    }

    private static OpenState row(String state, String deadline, String exit) {
        return new OpenState(
                "batch_row", state, "state = '" + state + "'", null, deadline, exit, ROWS);
    }
}
