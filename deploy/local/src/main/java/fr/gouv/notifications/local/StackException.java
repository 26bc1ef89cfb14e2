package fr.gouv.notifications.local;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The local stack could not do what was asked; the message is one plain sentence with the remedy. */
public final class StackException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    private final String sentence;

    public StackException(String sentence) {
        this(sentence, null);
    }

    public StackException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.sentence = sentence;
    }

    /** What to tell the person. */
    public String sentence() {
        return sentence;
    }
}
