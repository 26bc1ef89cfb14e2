package fr.gouv.notifications.eventing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Finds again what is stored sealed: HMAC-SHA-256 under a secret pepper over type and normalised
 * value. Without the pepper nobody can test whether an address is known.
 */
public final class Digest {

    private final SecretKeySpec pepper;

    /**
     * @param pepper at least 32 bytes
     */
    public Digest(byte[] pepper) {
        if (pepper.length < 32) {
            throw new IllegalArgumentException("a pepper has at least 32 bytes");
        }
        this.pepper = new SecretKeySpec(pepper, "HmacSHA256");
    }

    /**
     * The pepper in a file that holds the base64 of 32 bytes or more.
     *
     * @throws IllegalStateException which names the file when there is no such secret in it
     */
    public static Digest ofFile(Path file) {
        return new Digest(secretIn(file));
    }

    /** The secret in a file that holds base64; the exception names the file and never its content. */
    public static byte[] secretIn(Path file) {
        try {
            return Base64.getDecoder().decode(Files.readString(file).strip());
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "no readable base64 secret in " + file + ": " + e.getClass().getSimpleName());
        }
    }

    /**
     * The digest as base64url without padding, 43 characters.
     *
     * @param type what kind of value it is, such as {@code email}: equal values of two types differ
     */
    public String of(String type, String value) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(pepper);
            mac.update(type.getBytes(UTF_8));
            mac.update((byte) '|');
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(value.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 is part of every JDK", e);
        }
    }
}
