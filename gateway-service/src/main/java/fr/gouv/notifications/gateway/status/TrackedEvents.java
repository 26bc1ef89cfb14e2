package fr.gouv.notifications.gateway.status;

import com.fasterxml.jackson.annotation.JsonProperty;
import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.PublicStatus;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Sealed;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A page of the feed as tracking tells it, with what is sealed still sealed. */
record TrackedEvents(List<Event> items, String next) {

    /** One change of status. */
    record Event(
            UUID id,
            UUID notificationId,
            long sequence,
            PublicStatus status,
            @JsonProperty("final") boolean settled,
            @Nullable Reason reason,
            @Nullable String providerCode,
            @Nullable Channel channel,
            @Nullable Boolean replied,
            Instant at,
            @Nullable Sealed recipient) {}
}
