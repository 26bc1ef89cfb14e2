package fr.gouv.notifications.preferences.citizen;

import java.io.Serial;
import java.sql.SQLException;

/** The database did not do what it was asked; the cause says whether waiting can help. */
public final class StorageFailed extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    public StorageFailed(String what, SQLException cause) {
        super(what, cause);
    }
}
