package fr.gouv.notifications.gateway.sender;

import fr.gouv.notifications.gateway.doctor.DnsRecord;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A domain as it is shown.
 *
 * @param service whose it is; absent for the platform's own
 * @param shared whether every service writes in its name
 */
@Schema(name = "SendingDomain")
record DomainView(
        @Schema(examples = "caf92.example") String domain,
        @Nullable String service,
        boolean shared,
        Instant createdAt,
        List<Key> keys) {

    static DomainView of(SendingDomain domain) {
        return new DomainView(
                domain.domain(),
                domain.service(),
                domain.service() == null,
                domain.createdAt(),
                domain.keys().stream().map(Key::of).toList());
    }

    /**
     * The public half of a key that signs.
     *
     * @param state current (signs now), next (is to be published, takes its turn) or retired (stays
     *     published for 7 days)
     * @param record what is to be published
     * @param zoneLine the same as a line of a zone file
     */
    @Schema(name = "SigningKey")
    record Key(
            @Schema(examples = "n202611a") String selector,
            @Schema(examples = "current") String state,
            Instant since,
            DnsRecord record,
            String zoneLine) {

        static Key of(DomainKey key) {
            return new Key(
                    key.selector(),
                    key.state().word(),
                    key.since(),
                    key.record(),
                    key.record().zoneLine());
        }
    }
}
