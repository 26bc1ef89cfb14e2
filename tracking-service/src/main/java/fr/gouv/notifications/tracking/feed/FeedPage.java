package fr.gouv.notifications.tracking.feed;

import com.fasterxml.jackson.annotation.JsonProperty;
import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.PublicStatus;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Sealed;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Changes in the order of the feed.
 *
 * @param next the cursor behind the last of them; always there
 */
record FeedPage(List<Event> items, String next) {

    FeedPage {
        items = List.copyOf(items);
    }

    /**
     * One change.
     *
     * @param id equal whenever the same change is told
     * @param replied whether the citizen has answered by then
     * @param recipient sealed, with the caller's own reference in it
     */
    record Event(
            UUID id,
            UUID notificationId,
            long sequence,
            PublicStatus status,
            @JsonProperty("final") boolean settled,
            @Nullable Reason reason,
            @Nullable String providerCode,
            @Nullable Channel channel,
            boolean replied,
            Instant at,
            @Nullable Sealed recipient) {}
}
