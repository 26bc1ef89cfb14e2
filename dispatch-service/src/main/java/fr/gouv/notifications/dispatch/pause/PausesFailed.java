package fr.gouv.notifications.dispatch.pause;

import java.io.Serial;
import java.sql.SQLException;

/** The database did not tell or keep what is paused. */
final class PausesFailed extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    PausesFailed(SQLException cause) {
        super("SQL state " + cause.getSQLState(), cause);
    }
}
