package fr.gouv.notifications.dispatch.delivery;

import java.io.Serial;
import java.sql.SQLException;

/** The database refused a statement about tasks; its cause says whether waiting can help. */
final class TasksFailedException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    TasksFailedException(SQLException cause) {
        // The driver's message may quote values: the state is enough.
        super("tasks: SQL state " + cause.getSQLState(), cause);
    }

    /**
     * Whether the same statement would fail again: PostgreSQL's classes 21 (cardinality), 22
     * (data), 23 (integrity) and 42 (syntax or access).
     */
    boolean isForGood() {
        var state = getCause() instanceof SQLException sql ? sql.getSQLState() : null;
        return state != null
                && (state.startsWith("21")
                        || state.startsWith("22")
                        || state.startsWith("23")
                        || state.startsWith("42"));
    }
}
