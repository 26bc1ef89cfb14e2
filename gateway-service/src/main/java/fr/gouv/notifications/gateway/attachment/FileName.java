package fr.gouv.notifications.gateway.attachment;

import java.text.Normalizer;
import java.util.Locale;

/**
 * A name that is safe to save under, on any system: no path, no character that controls or turns text
 * round, none that a file system refuses.
 */
record FileName(String text) {

    static final int LONGEST = 120;

    private static final String REFUSED = "<>:\"/\\|?*";

    /** The same name, made safe; empty when nothing remains of it. */
    static FileName safe(String given) {
        var last = given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
        var safe = new StringBuilder();
        Normalizer.normalize(last, Normalizer.Form.NFC)
                .codePoints()
                .forEach(
                        letter -> {
                            if (Character.isWhitespace(letter) || Character.isSpaceChar(letter)) {
                                safe.append(' ');
                            } else if (REFUSED.indexOf(letter) >= 0) {
                                safe.append('_');
                            } else if (isText(letter)) {
                                safe.appendCodePoint(letter);
                            }
                        });
        return new FileName(
                shortened(
                        safe.toString().replaceAll(" {2,}", " ").replaceAll("^[. ]+|[. ]+$", "")));
    }

    /** In lower case, without the dot; empty when there is none. */
    String extension() {
        var dot = text.lastIndexOf('.');
        return dot < 1 ? "" : text.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    private static boolean isText(int letter) {
        return switch (Character.getType(letter)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }

    /** The extension stays: it says what the file is. */
    private static String shortened(String name) {
        if (name.length() <= LONGEST) {
            return name;
        }
        var dot = name.lastIndexOf('.');
        var extension = dot < 1 || name.length() - dot > 10 ? "" : name.substring(dot);
        var end = LONGEST - extension.length();
        if (Character.isHighSurrogate(name.charAt(end - 1))) {
            end--;
        }
        return name.substring(0, end).strip() + extension;
    }

    /** Says nothing: names of files name persons. */
    @Override
    public String toString() {
        return "FileName[…]";
    }
}
