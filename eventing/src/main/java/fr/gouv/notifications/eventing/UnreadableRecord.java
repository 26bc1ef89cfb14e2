package fr.gouv.notifications.eventing;

import java.io.Serial;

/** A record that cannot be understood; its reason is a code and quotes nothing of the content. */
public final class UnreadableRecord extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    public UnreadableRecord(String reason) {
        super(reason, null, false, false);
    }

    /** Why, in kebab-case. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
