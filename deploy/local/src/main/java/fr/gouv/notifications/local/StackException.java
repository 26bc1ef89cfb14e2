package fr.gouv.notifications.local;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The local stack could not do what was asked; the message is one plain sentence with the remedy. */
public final class StackException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    public StackException(String sentence) {
        super(sentence);
    }

    public StackException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
