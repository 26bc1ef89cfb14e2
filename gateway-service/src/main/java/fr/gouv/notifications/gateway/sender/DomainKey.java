package fr.gouv.notifications.gateway.sender;

import fr.gouv.notifications.gateway.doctor.DnsRecord;
import java.time.Instant;
import java.util.Base64;

/**
 * The public half of a key that signs e-mails.
 *
 * @param publicKey as it is published: base64 of a {@code SubjectPublicKeyInfo}
 * @param since when it came into its state
 */
record DomainKey(
        String domain,
        String selector,
        KeyState state,
        String publicKey,
        Instant createdAt,
        Instant since) {

    static String published(byte[] publicKey) {
        return Base64.getEncoder().encodeToString(publicKey);
    }

    /** What the DNS must say of it (RFC 6376, 3.6.1). */
    DnsRecord record() {
        return new DnsRecord(
                selector + "._domainkey." + domain, "TXT", "v=DKIM1; k=rsa; p=" + publicKey);
    }
}
