package fr.gouv.notifications.gateway.doctor;

import java.util.List;

/** A domain that is to be examined, and what its DNS must hold. */
public record Patient(String domain, List<Key> keys) {

    public Patient {
        keys = List.copyOf(keys);
    }

    /**
     * A key that signs, or will.
     *
     * @param signsNow whether mail is signed with it already
     */
    public record Key(String selector, String publicKey, DnsRecord record, boolean signsNow) {}
}
