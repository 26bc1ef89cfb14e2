package fr.gouv.notifications.contracts;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * A mailbox provider reported how e-mails in the name of our domains were authenticated (DMARC, RFC 9990). Anybody may
 * have made the report up.
 *
 * @param reportId always the same for the same report of the same provider
 * @param organisation the provider, as it calls itself
 * @param day the one in which the report begins, in UTC
 * @param rows sums by domain and server, the largest first; what is beyond the largest stands together as {@code others}
 */
public record DomainReported(
        UUID reportId, Instant occurredAt, String organisation, LocalDate day, List<Row> rows)
        implements Fact {

    /** Stands for all servers that are not named. */
    public static final String OTHERS = "others";

    public DomainReported {
        rows = List.copyOf(rows);
    }

    @Override
    public UUID subject() {
        return reportId;
    }

    @Override
    public String discriminator() {
        return "";
    }

    /**
     * What came from one server in the name of one domain.
     *
     * @param domain in {@code From}
     * @param source the address of the server, or {@link #OTHERS}
     * @param passed with an aligned signature or an aligned sender: these pass DMARC
     * @param dkimAligned with a good signature of the domain
     * @param spfAligned from a server that may write for the domain
     * @param quarantined put into a folder for spam by the policy
     * @param rejected refused by the policy
     */
    public record Row(
            String domain,
            String source,
            long messages,
            long passed,
            long dkimAligned,
            long spfAligned,
            long quarantined,
            long rejected) {

        public Row {
            if (passed < 0
                    || dkimAligned < 0
                    || spfAligned < 0
                    || quarantined < 0
                    || rejected < 0
                    || messages < Math.max(passed, Math.max(dkimAligned, spfAligned))) {
                throw new IllegalArgumentException("no part is larger than the whole");
            }
        }
    }
}
