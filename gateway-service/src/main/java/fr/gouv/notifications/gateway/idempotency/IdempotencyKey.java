package fr.gouv.notifications.gateway.idempotency;

import java.util.List;
import java.util.Optional;

/**
 * By which a repetition is known. Keys of different doors never meet.
 *
 * @param door where it was given
 * @param value as it was given; never stored, for it may say something of a person
 */
public record IdempotencyKey(String door, String value) {

    static final int LONGEST = 255;

    /** The key of one request, or of one item of a batch that has a key of its own. */
    public static IdempotencyKey ofRequest(String value) {
        return new IdempotencyKey("http", value);
    }

    /** The key of one item of a batch that has a key as a whole. */
    public static IdempotencyKey ofItem(String batch, int index) {
        return new IdempotencyKey("batch", index + "|" + batch);
    }

    /** The key of a form with a file. */
    public static IdempotencyKey ofFile(String value) {
        return new IdempotencyKey("file", value);
    }

    /** The key of a CloudEvent: source and id together name it. */
    public static IdempotencyKey ofEvent(String source, String id) {
        return new IdempotencyKey("event", source.length() + "|" + source + "|" + id);
    }

    /**
     * The key in a header {@code Idempotency-Key}: a string of RFC 8941, or the same without quotes.
     *
     * @return empty when there is no single well-formed key in it
     */
    public static Optional<String> inHeader(List<String> values) {
        if (values.size() != 1) {
            return Optional.empty();
        }
        var value = values.getFirst().strip();
        return value.startsWith("\"")
                ? unquoted(value)
                : checked(value).filter(IdempotencyKey::isBare);
    }

    /** The key, when it is made of 1 to 255 visible ASCII characters. */
    public static Optional<String> checked(String value) {
        var isVisible = value.chars().allMatch(character -> character > ' ' && character < 0x7F);
        return isVisible && !value.isEmpty() && value.length() <= LONGEST
                ? Optional.of(value)
                : Optional.empty();
    }

    private static Optional<String> unquoted(String value) {
        var key = new StringBuilder();
        for (var i = 1; i < value.length(); i++) {
            var character = value.charAt(i);
            if (character == '"') {
                return i == value.length() - 1 ? checked(key.toString()) : Optional.empty();
            }
            if (character == '\\') {
                i++;
                if (i == value.length() || (value.charAt(i) != '"' && value.charAt(i) != '\\')) {
                    return Optional.empty();
                }
                character = value.charAt(i);
            }
            key.append(character);
        }
        return Optional.empty();
    }

    /** Lists and parameters of RFC 8941 begin with these. */
    private static boolean isBare(String value) {
        return value.chars().noneMatch(character -> "\",;\\".indexOf(character) >= 0);
    }

    /** Says nothing of the key. */
    @Override
    public String toString() {
        return "IdempotencyKey[" + door + "]";
    }
}
