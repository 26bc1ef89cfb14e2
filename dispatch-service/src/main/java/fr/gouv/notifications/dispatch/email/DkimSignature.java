package fr.gouv.notifications.dispatch.email;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Signs e-mails (DKIM, RFC 6376): {@code rsa-sha256}, {@code relaxed/relaxed}, over the octets as they
 * are transmitted. Reads them once; asks nobody.
 */
final class DkimSignature {

    /** Signed as often as they occur and once more, also when absent: nobody can add one unnoticed. */
    private static final List<String> SEALED = List.of("from", "subject", "date", "to", "reply-to");

    /** Signed when they are there. */
    private static final List<String> SIGNED =
            List.of(
                    "message-id",
                    "mime-version",
                    "content-type",
                    "content-transfer-encoding",
                    "content-language",
                    "auto-submitted",
                    "list-id",
                    "list-unsubscribe",
                    "list-unsubscribe-post",
                    "feedback-id",
                    "cfbl-address",
                    "in-reply-to",
                    "references");

    private static final byte[] BREAK = {'\r', '\n'};
    private static final int LONGEST_LINE = 76;

    private final Rsa rsa;

    DkimSignature(Rsa rsa) {
        this.rsa = rsa;
    }

    /**
     * The same e-mail with its signature in front.
     *
     * @param message as of {@link ComposedMail#octets()}
     * @param now when it is signed, as the mailbox is told
     */
    byte[] sign(byte[] message, SigningKey key, Instant now) {
        var header = MailHeader.of(message);
        try {
            var signature = rsa.signing(key.key());
            var names = cover(header, signature);
            var words = words(key, now, names, digest(message, header.end()));
            signature.update(("dkim-signature:" + String.join(" ", words)).getBytes(US_ASCII));
            return inFront(field(words, signature.sign()), message);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("nothing can be signed with " + key, broken);
        }
    }

    private static List<String> cover(MailHeader header, Signature signature)
            throws GeneralSecurityException {
        var names = new ArrayList<String>();
        for (var name : SEALED) {
            coverAll(name, header, signature, names);
            names.add(name);
        }
        for (var name : SIGNED) {
            coverAll(name, header, signature, names);
        }
        return names;
    }

    private static void coverAll(
            String name, MailHeader header, Signature signature, List<String> names)
            throws GeneralSecurityException {
        for (var field : header.named(name)) {
            signature.update(field.array(), 0, field.length());
            signature.update(BREAK);
            names.add(name);
        }
    }

    private static byte[] digest(byte[] message, int from) throws GeneralSecurityException {
        var body = RelaxedForm.body(message, from);
        var digest = MessageDigest.getInstance("SHA-256");
        digest.update(body.array(), 0, body.length());
        return digest.digest();
    }

    /** The field up to its signature, in pieces between which a line may be folded. */
    private static List<String> words(
            SigningKey key, Instant now, List<String> names, byte[] bodyDigest) {
        var words = new ArrayList<String>();
        words.add("v=1;");
        words.add("a=rsa-sha256;");
        words.add("c=relaxed/relaxed;");
        words.add("d=" + key.domain() + ";");
        words.add("s=" + key.selector() + ";");
        words.add("t=" + now.getEpochSecond() + ";");
        var line = new StringBuilder("h=");
        for (var name : names) {
            if (line.length() + name.length() + 2 > LONGEST_LINE) {
                words.add(line.toString());
                line.setLength(0);
            }
            line.append(name).append(':');
        }
        line.setCharAt(line.length() - 1, ';');
        words.add(line.toString());
        words.add("bh=" + Base64.getEncoder().encodeToString(bodyDigest) + ";");
        words.add("b=");
        return words;
    }

    private static byte[] field(List<String> words, byte[] signature) {
        var field = new StringBuilder(1024).append("DKIM-Signature:");
        var column = field.length();
        for (var word : words) {
            if (column + 1 + word.length() > LONGEST_LINE) {
                field.append("\r\n\t");
                column = 1;
            } else {
                field.append(' ');
                column++;
            }
            field.append(word);
            column += word.length();
        }
        var value = Base64.getEncoder().encodeToString(signature);
        for (var from = 0; from < value.length(); from += LONGEST_LINE - 4) {
            field.append("\r\n\t")
                    .append(value, from, Math.min(from + LONGEST_LINE - 4, value.length()));
        }
        return field.append("\r\n").toString().getBytes(US_ASCII);
    }

    private static byte[] inFront(byte[] field, byte[] message) {
        var whole = new byte[field.length + message.length];
        System.arraycopy(field, 0, whole, 0, field.length);
        System.arraycopy(message, 0, whole, field.length, message.length);
        return whole;
    }
}
