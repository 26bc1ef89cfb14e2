package fr.gouv.notifications.gateway.submission;

import fr.gouv.notifications.eventing.Digest;

/** How a service's own reference is found again without being stored. */
public final class References {

    /** Equal references of two services have different digests. */
    public static String digest(Digest digest, String service, String reference) {
        return digest.of("reference", service + "|" + reference);
    }

    private References() {}
}
