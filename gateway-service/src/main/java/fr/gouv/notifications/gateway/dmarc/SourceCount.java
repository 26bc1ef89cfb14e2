package fr.gouv.notifications.gateway.dmarc;

import java.util.List;

/**
 * What came from one server in the name of a domain.
 *
 * @param source its address, or {@code others}
 * @param organisations who counted, in the order of the alphabet
 */
record SourceCount(
        String source,
        long messages,
        long passed,
        long dkimAligned,
        long spfAligned,
        long quarantined,
        long rejected,
        List<String> organisations) {

    SourceCount {
        organisations = List.copyOf(organisations);
    }
}
