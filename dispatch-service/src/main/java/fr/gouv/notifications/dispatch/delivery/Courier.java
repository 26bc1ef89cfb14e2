package fr.gouv.notifications.dispatch.delivery;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Words;
import fr.gouv.notifications.dispatch.inbound.ReturnPath;
import fr.gouv.notifications.dispatch.inbound.ReturnPaths;
import fr.gouv.notifications.dispatch.pace.Pace;
import fr.gouv.notifications.dispatch.pace.Permit;
import fr.gouv.notifications.dispatch.pace.Turn;
import fr.gouv.notifications.eventing.DataKeys;
import fr.gouv.notifications.eventing.KeyRing;
import fr.gouv.notifications.eventing.Unavailable;
import fr.gouv.notifications.eventing.UnreadableRecord;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/** Makes one attempt: opens the seals, calls the carrier, and says how the attempt is closed. */
@ApplicationScoped
class Courier {

    private static final Logger LOG = Logger.getLogger(Courier.class);
    private static final Duration UNTIL_KEYS_RETURN = Duration.ofSeconds(15);

    private final Carriers carriers;
    private final Circuits circuits;
    private final KeyRing keys;
    private final Pace pace;
    private final ReturnPaths paths;
    private final InstantSource clock;

    Courier(
            Carriers carriers,
            Circuits circuits,
            KeyRing keys,
            Pace pace,
            ReturnPaths paths,
            InstantSource clock) {
        this.carriers = carriers;
        this.circuits = circuits;
        this.keys = keys;
        this.pace = pace;
        this.paths = paths;
        this.clock = clock;
    }

    /** Called outside any transaction, while the lease of the task is held. */
    Settlement deliver(Task task) {
        try {
            return attempt(task);
        } finally {
            circuits.released(task);
        }
    }

    private Settlement attempt(Task task) {
        var now = clock.instant();
        if (!task.end().isAfter(now)) {
            return PlanPolicy.tooLate(task, now);
        }
        var carrier = carriers.of(task.channel());
        if (carrier == null) {
            return PlanPolicy.notOffered(task, now);
        }
        if (carriers.isHeld(task)) {
            return PlanPolicy.givenBack(task, now);
        }
        try {
            return deliver(task, carrier, open(task));
        } catch (DataKeys.Erased erased) {
            return PlanPolicy.unreadable(task, now, Reason.ERASED);
        } catch (UnreadableRecord unreadable) {
            LOG.errorf("notification %s: %s", task.notificationId(), unreadable.reason());
            return PlanPolicy.unreadable(task, now, Reason.INVALID_REQUEST);
        } catch (Unavailable unavailable) {
            LOG.warnf("no key for %s now: %s", task.service(), unavailable.getMessage());
            return PlanPolicy.putOff(task, now, UNTIL_KEYS_RETURN);
        }
    }

    private Settlement deliver(Task task, Carrier carrier, Message message) {
        if (task.channel() != Channel.EMAIL) {
            return settled(task, carry(carrier, message));
        }
        return switch (pace.ask(task.lane(), message.address())) {
            case Turn.Wait(var until) -> PlanPolicy.paced(task, clock.instant(), until);
            case Turn.Go(var permit) -> {
                try (permit) {
                    var outcome = carry(carrier, message);
                    hear(permit, outcome);
                    yield settled(task, outcome);
                }
            }
        };
    }

    private Settlement settled(Task task, Outcome outcome) {
        circuits.heard(task, outcome);
        return PlanPolicy.after(task, outcome, clock.instant());
    }

    private static void hear(Permit permit, Outcome outcome) {
        switch (outcome) {
            case Outcome.Postponed(var hindrance, var answer) -> {
                if (hindrance == Hindrance.THROTTLED) {
                    permit.tooFast(answer.code(), answer.words());
                } else {
                    permit.refused(answer.code(), answer.words());
                }
            }
            case Outcome.Refused(_, var answer) -> permit.refused(answer.code(), answer.words());
            case Outcome.Delivered _,
                    Outcome.HandedOver _,
                    Outcome.Unreachable _,
                    Outcome.Unanswered _ -> {
                // Says nothing of the pace.
            }
        }
    }

    private Message open(Task task) throws DataKeys.Erased, UnreadableRecord {
        var id = task.notificationId();
        var address = keys.open(task.service(), id, "address", task.step().address(), String.class);
        var words = keys.open(task.service(), id, "words", task.words(), Words.class);
        var attempt = new ReturnPath.Attempt(id, task.position(), task.attempt());
        return new Message(
                id,
                task.attempt(),
                task.service(),
                task.lane(),
                address,
                words,
                task.proofCode(),
                paths.of(attempt));
    }

    private static Outcome carry(Carrier carrier, Message message) {
        try {
            return carrier.carry(message);
        } catch (Unavailable unavailable) {
            throw unavailable;
        } catch (RuntimeException unforeseen) {
            // The carrier could not tell what happened, and a message may have left. No message of
            // the exception: it may quote the address.
            LOG.errorf(
                    "carrier of %s failed with %s at %s",
                    carrier.channel(),
                    unforeseen.getClass().getName(),
                    unforeseen.getStackTrace().length > 0 ? unforeseen.getStackTrace()[0] : "?");
            return new Outcome.Unanswered(Outcome.Answer.NONE);
        }
    }
}
