package fr.gouv.notifications.gateway.problem;

import java.io.Serial;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Ends a request with a problem. Carries no stack trace: it is an answer, not a failure. */
public final class Refused extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final @Nullable Duration retryAfter;

    Refused(Problem problem, @Nullable Duration retryAfter) {
        super(problem.type(), null, false, false);
        this.problem = problem;
        this.retryAfter = retryAfter;
    }

    public Problem problem() {
        return problem;
    }

    /** How long to wait before the same can succeed; absent when it never will. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
