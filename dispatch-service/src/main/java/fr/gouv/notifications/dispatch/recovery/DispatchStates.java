package fr.gouv.notifications.dispatch.recovery;

import fr.gouv.notifications.eventing.OpenState;
import fr.gouv.notifications.eventing.OpenStates;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

/** The states of dispatch; {@code docs/reliability.md} shows the same table. */
@ApplicationScoped
class DispatchStates implements OpenStates {

    private static final String SWEEPER = "delivery.Sweeper";
    private static final String READER = "inbound.MailReader";

    @Override
    public List<OpenState> open() {
        return List.of(
                task(
                        "due",
                        "least(expires_at, deadline)",
                        "`expiresAt`, or the deadline of its step",
                        "is claimed at its time; too late, the next step follows, or it is *expired*."
                                + " Deferred and held messages are due ones"),
                task(
                        "leased",
                        "lease_until",
                        "lease, 60 s, renewed at half time",
                        "its worker writes the result; of a dead worker the attempt is *ambiguous*"),
                task(
                        "sent",
                        "due_at",
                        "72 h after the provider took it",
                        "a proof ends it; without one it is *unknown*, `no-news`"),
                task(
                        "stopped",
                        "due_at",
                        "40 days",
                        "its plan comes and is cancelled; without one it is forgotten"),
                new OpenState(
                        "attempt",
                        "open",
                        "ended_at is null",
                        null,
                        "the lease of its task",
                        "the result closes it; of a dead worker it is *ambiguous*, before anything"
                                + " else happens to the task",
                        SWEEPER),
                breaker("open", "next_probe", "its next probe, 30 s at most"),
                breaker("half-open", "probe_until", "lease of the probe, 3 min"),
                new OpenState(
                        "inbound_mail",
                        "due",
                        "state = 'due'",
                        "gives_up_at",
                        "3 days after it came",
                        "is read; what cannot be read is tried again ever later, and in the end *dead*",
                        READER),
                new OpenState(
                        "inbound_mail",
                        "leased",
                        "state = 'leased'",
                        "due_at",
                        "lease, 2 min",
                        "its worker says what it meant; that of a dead worker another one reads",
                        READER),
                OUTBOX);
    }

    @Override
    public Set<String> settled() {
        return Set.of("task.done", "breaker.closed", "inbound_mail.done", "inbound_mail.dead");
    }

    @Override
    public Set<String> lasting() {
        return Set.of(
                "pause",
                "pace",
                "pace_replica",
                "pace_day",
                "flow",
                "reputation",
                "reputation_hold");
    }

    private static OpenState breaker(String state, String until, String deadline) {
        return new OpenState(
                "breaker",
                state,
                "state = '" + state + "'",
                until,
                deadline,
                state.equals("open")
                        ? "a replica probes the provider: half-open"
                        : "one message decides, or that none waits; of a dead replica another one probes",
                "delivery.Circuits");
    }

    private static OpenState task(String state, String until, String deadline, String exit) {
        return new OpenState(
                "task", state, "state = '" + state + "'", until, deadline, exit, SWEEPER);
    }
}
