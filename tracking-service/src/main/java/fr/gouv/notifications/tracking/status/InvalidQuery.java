package fr.gouv.notifications.tracking.status;

import java.io.Serial;

/** A query that cannot be answered; says which parameter and what to write instead. */
final class InvalidQuery extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    InvalidQuery(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
