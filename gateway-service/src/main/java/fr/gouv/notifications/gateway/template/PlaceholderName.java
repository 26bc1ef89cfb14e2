package fr.gouv.notifications.gateway.template;

import java.text.Normalizer;
import java.util.Locale;

/** Decides when two spellings name the same placeholder: {@code First name} is {@code first_name}. */
public final class PlaceholderName {

    /** The spelling under which names are compared: no spaces, hyphens or underscores, lower case. */
    public static String key(String name) {
        if (isKey(name)) {
            return name;
        }
        var key = new StringBuilder(name.length());
        Normalizer.normalize(name, Normalizer.Form.NFC)
                .codePoints()
                .filter(character -> !isSeparator(character))
                .forEach(key::appendCodePoint);
        return key.toString().toLowerCase(Locale.ROOT);
    }

    private static boolean isKey(String name) {
        for (var i = 0; i < name.length(); i++) {
            var character = name.charAt(i);
            if ((character < 'a' || character > 'z') && (character < '0' || character > '9')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSeparator(int character) {
        return character == '-'
                || character == '_'
                || Character.isWhitespace(character)
                || Character.isSpaceChar(character);
    }

    private PlaceholderName() {}
}
