package fr.gouv.notifications.gateway.status;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One change of a notification as its service is told.
 *
 * @param id equal whenever the same change is told
 * @param sequence counts the changes of this notification, from 1
 * @param settled whether nothing more is expected
 * @param replied whether the citizen has answered by then
 */
@Schema(name = "Event")
record EventView(
        UUID id,
        UUID notification,
        long sequence,
        String status,
        @JsonProperty("final") boolean settled,
        @Nullable String reason,
        String sentence,
        @Nullable String channel,
        boolean replied,
        @Nullable String reference,
        @Nullable String providerCode,
        Instant at) {

    /**
     * Changes, oldest first.
     *
     * @param next the cursor with which to go on; always there
     */
    @Schema(name = "Events")
    record Page(List<EventView> items, String next) {}
}
