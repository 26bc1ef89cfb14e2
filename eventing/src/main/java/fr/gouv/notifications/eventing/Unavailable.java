package fr.gouv.notifications.eventing;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Something that an effect needs is down: the same effect can succeed later. */
public class Unavailable extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    /**
     * @param what names the part that is missing; quotes no address and no content
     */
    public Unavailable(String what, @Nullable Throwable cause) {
        super(what, cause);
    }
}
