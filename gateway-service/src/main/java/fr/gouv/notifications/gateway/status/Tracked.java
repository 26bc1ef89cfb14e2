package fr.gouv.notifications.gateway.status;

import com.fasterxml.jackson.annotation.JsonProperty;
import fr.gouv.notifications.contracts.Category;
import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.Overdue;
import fr.gouv.notifications.contracts.PublicStatus;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Response;
import fr.gouv.notifications.contracts.Sealed;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A notification as tracking tells it, with what is sealed still sealed. */
record Tracked(
        UUID id,
        PublicStatus status,
        @JsonProperty("final") boolean settled,
        @Nullable Reason reason,
        @Nullable String providerCode,
        @Nullable Sealed providerWords,
        @Nullable Channel channel,
        @Nullable String template,
        @Nullable Integer templateVersion,
        @Nullable Category category,
        @Nullable Lane lane,
        @Nullable String proofCode,
        @Nullable Instant notBefore,
        @Nullable Instant expiresAt,
        @Nullable Sealed recipient,
        @Nullable Overdue overdue,
        @Nullable Instant overdueSince,
        Instant createdAt,
        Instant updatedAt,
        @Nullable List<Event> events) {

    /** One fact about it. */
    record Event(
            String type,
            Instant at,
            @Nullable Channel channel,
            @Nullable Integer attempt,
            @Nullable DeliveryReport report,
            @Nullable Response response,
            @Nullable Reason reason,
            @Nullable String providerCode,
            @Nullable Sealed providerWords,
            @Nullable Instant dueAt,
            @Nullable Overdue overdue) {}

    /** Some of the notifications of a service. */
    record Page(List<Tracked> items, @Nullable String next) {}
}
