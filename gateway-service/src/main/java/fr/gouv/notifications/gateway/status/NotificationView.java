package fr.gouv.notifications.gateway.status;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A notification as its service reads it.
 *
 * @param settled whether nothing more is expected
 * @param notBefore when it may leave; absent when that was at once
 * @param sentence in French, for people
 * @param providerWords what the provider said itself
 * @param overdue what should have happened by now; absent when nothing is late
 */
@Schema(name = "Notification")
record NotificationView(
        UUID id,
        String status,
        @JsonProperty("final") boolean settled,
        @Nullable String reason,
        String sentence,
        @Nullable String channel,
        @Nullable Version template,
        @Nullable String category,
        @Nullable String lane,
        @Nullable String reference,
        @Nullable String proofCode,
        Instant acceptedAt,
        Instant updatedAt,
        @Nullable Instant notBefore,
        @Nullable Instant expiresAt,
        @Nullable String providerCode,
        @Nullable String providerWords,
        @Nullable Late overdue,
        @Nullable List<Event> timeline) {

    /** Which words were used. */
    @Schema(name = "TemplateVersion")
    record Version(String slug, int version) {}

    /**
     * What should have happened to it by now, and has not.
     *
     * @param since when it should have happened at the latest
     * @param sentence in French, for people
     */
    @Schema(name = "Overdue")
    record Late(String cause, Instant since, String sentence) {}

    /** One thing that happened to it. */
    @Schema(name = "TimelineEvent")
    record Event(
            Instant at,
            String event,
            @Nullable String channel,
            @Nullable Integer attempt,
            @Nullable String reason,
            @Nullable String providerCode,
            @Nullable String providerWords,
            @Nullable Instant nextAt,
            String sentence) {}

    /**
     * Some of the notifications of a service, newest first.
     *
     * @param next the cursor of the page that follows; absent on the last one
     */
    @Schema(name = "Notifications")
    record Page(List<NotificationView> items, @Nullable String next) {}
}
