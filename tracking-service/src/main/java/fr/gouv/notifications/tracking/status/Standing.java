package fr.gouv.notifications.tracking.status;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.PublicStatus;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Sealed;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a notification stands, and why.
 *
 * @param reason why, where there is something to explain
 * @param providerCode the raw code of the provider that explains it
 * @param providerWords the provider's words that go with the code, sealed
 * @param channel of the fact that decided
 * @param replied whether the citizen has answered
 * @param createdAt when the notification was asked for; as long as that is not known, when its first
 *     known fact happened
 * @param updatedAt when the fact that decided happened
 */
record Standing(
        PublicStatus status,
        @Nullable Reason reason,
        @Nullable String providerCode,
        @Nullable Sealed providerWords,
        @Nullable Channel channel,
        boolean replied,
        Instant createdAt,
        Instant updatedAt) {

    /** Whether nothing more is expected; a proof that comes later may still make it better known. */
    boolean settled() {
        return status.settled();
    }

    /** What the database keeps: the words stay with the fact that brought them. */
    Standing withoutWords() {
        return new Standing(
                status, reason, providerCode, null, channel, replied, createdAt, updatedAt);
    }

    /** Whether a reader sees no difference but times. */
    boolean looksLike(Standing other) {
        return status == other.status
                && reason == other.reason
                && channel == other.channel
                && replied == other.replied
                && Objects.equals(providerCode, other.providerCode);
    }
}
