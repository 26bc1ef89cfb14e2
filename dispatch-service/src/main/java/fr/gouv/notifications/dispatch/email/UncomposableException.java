package fr.gouv.notifications.dispatch.email;

import java.io.Serial;

/** No e-mail can be made of these words; nothing was offered to the relay. */
final class UncomposableException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    UncomposableException(Exception cause) {
        // The library's message may quote an address.
        super("the library refused with " + cause.getClass().getSimpleName(), cause);
    }
}
