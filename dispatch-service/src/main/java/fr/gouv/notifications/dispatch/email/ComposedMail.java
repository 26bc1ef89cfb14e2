package fr.gouv.notifications.dispatch.email;

/**
 * An e-mail as it is transmitted.
 *
 * @param sender the address in the envelope, without brackets: where a bounce goes
 * @param recipient the only one, in ASCII, without brackets
 * @param octets the whole content by RFC 5322: ASCII, every line ended by CRLF, the last one too; no dot
 *     is doubled yet. What signs the mail signs exactly these
 */
record ComposedMail(
        String sender,
        String recipient,
        @SuppressWarnings("ArrayRecordComponent") // never compared, and changed by nobody
                byte[] octets) {

    /** The same mail with fields added in front. */
    ComposedMail with(byte[] other) {
        return new ComposedMail(sender, recipient, other);
    }
}
