package fr.gouv.notifications.gateway.deadletter;

import java.io.Serial;
import java.sql.SQLException;

/** The database did not do what was asked about dead letters. */
final class DeadLettersFailed extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    DeadLettersFailed(SQLException cause) {
        // The driver's message may quote values.
        super("SQL state " + cause.getSQLState(), cause);
    }
}
