package fr.gouv.notifications.preferences.routing;

import fr.gouv.notifications.eventing.UnreadableRecord;
import java.io.Serial;

/** A request whose recipient cannot be opened although its key is known: it was tampered with. */
final class BrokenSeal extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    BrokenSeal(UnreadableRecord cause) {
        super("the recipient cannot be opened", cause);
    }
}
