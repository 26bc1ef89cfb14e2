package fr.gouv.notifications.preferences.suppression;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.DeliveryReported;
import fr.gouv.notifications.contracts.Reason;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One notification that an address did not take, for a reason that lies in the address. */
record Hit(
        String digest,
        UUID notificationId,
        Rule rule,
        Channel channel,
        String service,
        @Nullable Reason reason,
        @Nullable String code,
        Instant at) {

    /** What this report says against the address it went to, if anything. */
    static Optional<Hit> in(DeliveryReported report) {
        var digest = report.addressDigest();
        return digest == null
                ? Optional.empty()
                : Rule.of(report)
                        .map(
                                rule ->
                                        new Hit(
                                                digest,
                                                report.notificationId(),
                                                rule,
                                                report.channel(),
                                                report.service(),
                                                report.reason(),
                                                report.providerCode(),
                                                report.occurredAt()));
    }
}
