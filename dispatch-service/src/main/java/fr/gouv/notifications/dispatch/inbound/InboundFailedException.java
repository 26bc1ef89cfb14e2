package fr.gouv.notifications.dispatch.inbound;

import java.io.Serial;

/** What came back could not be written down: whoever brought it has to try again. */
final class InboundFailedException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    InboundFailedException(Throwable cause) {
        super(cause);
    }
}
