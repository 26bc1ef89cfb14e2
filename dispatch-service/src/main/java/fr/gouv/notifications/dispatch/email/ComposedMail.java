package fr.gouv.notifications.dispatch.email;

import org.jspecify.annotations.Nullable;

/**
 * An e-mail as it is transmitted.
 *
 * @param sender the address in the envelope, without brackets: where a bounce goes
 * @param recipient the only one, in ASCII, without brackets
 * @param envelopeId what a report about it is to quote (RFC 3461); absent when nobody hears reports
 * @param octets the whole content by RFC 5322: ASCII, every line ended by CRLF, the last one too; no dot
 *     is doubled yet. What signs the mail signs exactly these
 */
record ComposedMail(
        String sender,
        String recipient,
        @Nullable String envelopeId,
        @SuppressWarnings("ArrayRecordComponent") // never compared, and changed by nobody
                byte[] octets) {

    /** A mail about which nobody hears reports. */
    ComposedMail(String sender, String recipient, byte[] octets) {
        this(sender, recipient, null, octets);
    }

    /** The same mail with fields added in front. */
    ComposedMail with(byte[] other) {
        return new ComposedMail(sender, recipient, envelopeId, other);
    }
}
