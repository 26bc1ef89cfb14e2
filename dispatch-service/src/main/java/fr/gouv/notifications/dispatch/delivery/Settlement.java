package fr.gouv.notifications.dispatch.delivery;

import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.Reason;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one attempt is closed: what is written about it, where the task goes, and what is told.
 *
 * @param result of the attempt, kebab-case
 */
record Settlement(Task task, Instant at, String result, Next next, List<Report> reports) {

    Settlement {
        reports = List.copyOf(reports);
    }

    /** Where the task goes. */
    sealed interface Next {

        /** The same step again, not before {@code dueAt}. */
        record Again(Instant dueAt) implements Next {}

        /** The next step of the plan, not before {@code dueAt}. */
        record NextStep(Instant dueAt) implements Next {}

        /** The carrier has it: only a proof is missing, and waited for until then. */
        record Awaiting(String result, Instant until) implements Next {}

        /** Nothing remains to be done. */
        record Done(String result) implements Next {}

        /**
         * As if it had never been claimed: the carrier was not called, and the attempt vanishes.
         *
         * @param notBefore when its turn comes; absent when it had come and is kept, whatever the
         *     clock of this replica says
         */
        record GivenBack(@Nullable Instant notBefore) implements Next {}
    }

    /** One thing to be told. */
    record Report(
            DeliveryReport report,
            @Nullable Reason reason,
            Outcome.Answer answer,
            @Nullable String reference,
            @Nullable Instant nextAttemptAt) {}
}
