package fr.gouv.notifications.gateway.spam;

import java.io.Serial;

/** The spam filter cannot be reached, or answers something else. */
public final class SpamScorerAway extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    SpamScorerAway(String message) {
        super(message);
    }

    SpamScorerAway(Throwable cause) {
        super("the spam filter does not answer", cause);
    }
}
