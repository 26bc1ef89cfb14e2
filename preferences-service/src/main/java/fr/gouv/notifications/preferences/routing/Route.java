package fr.gouv.notifications.preferences.routing;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Removal;
import java.time.Instant;
import java.util.List;

/** What was decided about a notification. */
sealed interface Route {

    /**
     * It is tried on these channels.
     *
     * @param channels best first; never empty
     * @param notBefore when it may leave
     * @param removed the channels that were left out
     */
    record Through(List<Channel> channels, Instant notBefore, List<Removal> removed)
            implements Route {

        public Through {
            channels = List.copyOf(channels);
            removed = List.copyOf(removed);
        }
    }

    /**
     * It is not tried at all.
     *
     * @param reason the one that decided
     * @param removed the channels that were left out on the way
     */
    record Nowhere(Reason reason, List<Removal> removed) implements Route {

        public Nowhere {
            removed = List.copyOf(removed);
        }
    }
}
