package fr.gouv.notifications.gateway.batch;

import fr.gouv.notifications.gateway.problem.Problem;

/** Decides what somebody may do with a batch in its state. To ask for the same twice is no fault. */
final class BatchPolicy {

    /** What becomes of a wish. */
    sealed interface Decision {

        /** It is done. */
        record Go() implements Decision {}

        /** It was done before. */
        record Already() implements Decision {}

        /** It cannot be done. */
        record No(Problem problem) implements Decision {}
    }

    static Decision start(Batch batch, boolean skipErrors) {
        return switch (batch.state()) {
            case CHECKING ->
                    no(
                            "batch-checking",
                            "The rows are still being checked",
                            "wait until the status is ready, or send start=auto with the file");
            case READY ->
                    batch.invalid() == 0 || skipErrors
                            ? new Decision.Go()
                            : no(
                                    "batch-has-errors",
                                    "Some rows cannot be sent",
                                    batch.invalid()
                                            + " rows have errors: see errors.csv; start with"
                                            + " ?onErrors=skip to send the others, or cancel and"
                                            + " send a repaired file");
            case RUNNING, DONE -> new Decision.Already();
            case PAUSED ->
                    no("batch-paused", "The batch is paused", "resume it with POST …/resume");
            case CANCELLING, CANCELLED, FAILED -> over(batch);
        };
    }

    static Decision pause(Batch batch) {
        return switch (batch.state()) {
            case RUNNING -> new Decision.Go();
            case PAUSED -> new Decision.Already();
            case CHECKING, READY ->
                    no(
                            "batch-not-started",
                            "The batch was not started",
                            "there is nothing to pause: nothing is sent before it is started");
            case CANCELLING, CANCELLED, DONE, FAILED -> over(batch);
        };
    }

    static Decision resume(Batch batch) {
        return switch (batch.state()) {
            case PAUSED -> new Decision.Go();
            case RUNNING -> new Decision.Already();
            case CHECKING, READY ->
                    no(
                            "batch-not-started",
                            "The batch was not started",
                            "start it with POST …/start");
            case CANCELLING, CANCELLED, DONE, FAILED -> over(batch);
        };
    }

    static Decision cancel(Batch batch) {
        return switch (batch.state()) {
            case CHECKING, READY, RUNNING, PAUSED, DONE -> new Decision.Go();
            case CANCELLING, CANCELLED, FAILED -> new Decision.Already();
        };
    }

    private static Decision over(Batch batch) {
        return no(
                "batch-over",
                "Nothing of this batch waits any more",
                "it is "
                        + Batches.word(batch.state())
                        + ": send the file again to begin a new one");
    }

    private static Decision no(String type, String title, String detail) {
        return new Decision.No(Problem.of(409, type, title, detail));
    }

    private BatchPolicy() {}
}
