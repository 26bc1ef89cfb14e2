package fr.gouv.notifications.gateway.datakey;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** The data key of one service and one day as it is kept; emptied when it is destroyed. */
@Entity
@Table(name = "data_key")
@IdClass(WrappedKey.Name.class)
class WrappedKey {

    @Id private String service = "";
    @Id private LocalDate day = LocalDate.EPOCH;

    private byte @Nullable [] wrapped;

    /** The wrapped key, null when it was destroyed. */
    byte @Nullable [] wrapped() {
        return wrapped;
    }

    /** Which key it is. */
    record Name(String service, LocalDate day) implements Serializable {}
}
