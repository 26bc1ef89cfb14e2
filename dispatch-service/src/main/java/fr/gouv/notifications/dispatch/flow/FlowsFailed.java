package fr.gouv.notifications.dispatch.flow;

import java.io.Serial;
import java.sql.SQLException;

/** The database did not take or tell how messages flow. */
public final class FlowsFailed extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    FlowsFailed(SQLException cause) {
        super("SQL state " + cause.getSQLState(), cause);
    }
}
