package fr.gouv.notifications.dispatch.inbound;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes and checks the local parts of addresses to which something may come back: {@code
 * bounce+TOKEN}. The token names one attempt and is signed, so that nobody else can speak about it.
 * It survives servers that change the case of letters.
 *
 * <p>Usable by several threads.
 */
public final class ReturnPath {

    /** What an address is good for: a token of one purpose proves nothing for another. */
    public enum Purpose {
        BOUNCE,
        REPLY,
        COMPLAINT,
        /** What we carry on ourselves: it comes back when a public service cannot be reached. */
        FORWARD;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What a token names.
     *
     * @param step position in the plan, from 0
     * @param attempt number in the step, from 1
     */
    public record Attempt(UUID notificationId, int step, int attempt) {

        private static final Pattern ENVELOPE =
                Pattern.compile(
                        "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\.(\\d{1,5})\\.(\\d{1,5})");

        /** What a relay may quote beside the token (RFC 3461, 4.4); proves nothing by itself. */
        public String envelopeId() {
            return notificationId + "." + step + "." + attempt;
        }

        /** The attempt of such an id; empty when it is none of ours. */
        static Optional<Attempt> ofEnvelope(String id) {
            var read = ENVELOPE.matcher(id.strip().toLowerCase(Locale.ROOT));
            return read.matches()
                    ? Optional.of(
                            new Attempt(
                                    UUID.fromString(read.group(1)),
                                    Integer.parseInt(read.group(2)),
                                    Integer.parseInt(read.group(3))))
                    : Optional.empty();
        }
    }

    /** The secret is to be at least this long. */
    public static final int SECRET = 32;

    private static final int SIGNATURE = 12;
    private static final int NAMED = 16 + 1 + 2;
    private static final int LONGEST_STEP = 255;
    private static final int LONGEST_ATTEMPT = 65_535;
    private static final String ALGORITHM = "HmacSHA256";
    private static final String DIGITS = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int TOKEN = (NAMED + SIGNATURE) * 8 / 5 + 1;

    private final SecretKeySpec secret;

    public ReturnPath(byte[] secret) {
        if (secret.length < SECRET) {
            throw new IllegalArgumentException(
                    "the secret of the return path has "
                            + secret.length
                            + " octets, not "
                            + SECRET);
        }
        this.secret = new SecretKeySpec(secret, ALGORITHM);
    }

    /** The local part of the address for what comes back about this attempt. */
    public String localPart(Purpose purpose, Attempt attempt) {
        var named =
                ByteBuffer.allocate(NAMED)
                        .putLong(attempt.notificationId().getMostSignificantBits())
                        .putLong(attempt.notificationId().getLeastSignificantBits())
                        .put((byte) Math.min(attempt.step(), LONGEST_STEP))
                        .putShort((short) Math.min(attempt.attempt(), LONGEST_ATTEMPT))
                        .array();
        var token = Arrays.copyOf(named, NAMED + SIGNATURE);
        System.arraycopy(signature(purpose, named), 0, token, NAMED, SIGNATURE);
        return purpose.word() + "+" + base32(token);
    }

    /** The attempt that this local part names, if we wrote it for this purpose. */
    public Optional<Attempt> attempt(Purpose purpose, String localPart) {
        var written = localPart.toLowerCase(Locale.ROOT);
        var prefix = purpose.word() + "+";
        if (!written.startsWith(prefix) || written.length() != prefix.length() + TOKEN) {
            return Optional.empty();
        }
        var token = octets(written.substring(prefix.length()));
        if (token.length == 0) {
            return Optional.empty();
        }
        var named = Arrays.copyOf(token, NAMED);
        var signed = Arrays.copyOfRange(token, NAMED, token.length);
        var expected = Arrays.copyOf(signature(purpose, named), SIGNATURE);
        return MessageDigest.isEqual(signed, expected)
                ? Optional.of(read(ByteBuffer.wrap(named)))
                : Optional.empty();
    }

    private static Attempt read(ByteBuffer named) {
        return new Attempt(
                new UUID(named.getLong(), named.getLong()),
                Byte.toUnsignedInt(named.get()),
                Short.toUnsignedInt(named.getShort()));
    }

    private byte[] signature(Purpose purpose, byte[] named) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            mac.update(("return-path " + purpose.word() + " ").getBytes(US_ASCII));
            return mac.doFinal(named);
        } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
            throw new IllegalStateException("every Java has " + ALGORITHM, impossible);
        }
    }

    private static String base32(byte[] octets) {
        var written = new StringBuilder(TOKEN);
        var bits = 0;
        var held = 0;
        for (var octet : octets) {
            held = (held << 8 | Byte.toUnsignedInt(octet)) & 0xfff;
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                written.append(DIGITS.charAt(held >> bits & 31));
            }
        }
        if (bits > 0) {
            written.append(DIGITS.charAt(held << (5 - bits) & 31));
        }
        return written.toString();
    }

    /** Empty unless every sign is a digit and no bit is left over: one token is written in one way. */
    private static byte[] octets(String written) {
        var octets = ByteBuffer.allocate(NAMED + SIGNATURE);
        var bits = 0;
        var held = 0;
        for (var i = 0; i < written.length(); i++) {
            var digit = DIGITS.indexOf(written.charAt(i));
            if (digit < 0) {
                return new byte[0];
            }
            held = (held << 5 | digit) & 0xfff;
            bits += 5;
            if (bits >= 8 && octets.hasRemaining()) {
                bits -= 8;
                octets.put((byte) (held >> bits));
            }
        }
        return (held & (1 << bits) - 1) == 0 ? octets.array() : new byte[0];
    }
}
