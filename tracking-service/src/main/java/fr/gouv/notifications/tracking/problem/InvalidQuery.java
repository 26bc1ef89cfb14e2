package fr.gouv.notifications.tracking.problem;

import java.io.Serial;

/** A query that cannot be answered; says which parameter and what to write instead. */
public final class InvalidQuery extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public InvalidQuery(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
