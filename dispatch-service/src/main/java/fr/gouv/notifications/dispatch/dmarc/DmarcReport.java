package fr.gouv.notifications.dispatch.dmarc;

import java.time.Instant;
import java.util.List;

/**
 * What one mailbox provider counted of e-mails in the name of one domain, mostly in one day (RFC 7489, appendix C;
 * RFC 9990). Whoever sent it may have made it up.
 *
 * @param organisation who counted, as it calls itself
 * @param id by which the provider tells this report from its others
 * @param policyDomain whose policy was applied
 * @param begin of the time that it covers
 * @param rows in the order of the report; may be empty
 */
record DmarcReport(
        String organisation, String id, String policyDomain, Instant begin, List<Row> rows) {

    DmarcReport {
        rows = List.copyOf(rows);
    }

    /**
     * Messages from one server that were judged alike.
     *
     * @param domain in {@code From}, in ASCII and small letters
     * @param source the address of the server
     * @param dkim whether a signature of that domain was good
     * @param spf whether the server may write for that domain
     */
    record Row(
            String domain,
            String source,
            long messages,
            boolean dkim,
            boolean spf,
            Disposition disposition) {}

    /** What the provider did with them. */
    enum Disposition {
        NONE,
        QUARANTINE,
        REJECT
    }
}
