package fr.gouv.notifications.local.client;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** What was asked could not be done; the message says why, in words for the person at the terminal. */
final class ClientFailure extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    ClientFailure(String sentence) {
        this(sentence, null);
    }

    ClientFailure(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }

    /** What to tell the person. */
    String sentence() {
        return String.valueOf(getMessage());
    }
}
