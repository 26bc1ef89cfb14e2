package fr.gouv.notifications.gateway.template;

/**
 * How long a text message is for the operators, who bill by the part.
 *
 * @param characters in units of the encoding: some characters count twice
 * @param segments parts in which it travels
 */
public record SmsLength(Encoding encoding, int characters, int segments) {

    /** The two alphabets of text messages. One foreign character turns the whole message. */
    public enum Encoding {
        GSM_7(160, 153),
        UCS_2(70, 67);

        private final int single;
        private final int part;

        Encoding(int single, int part) {
            this.single = single;
            this.part = part;
        }
    }

    /** Operators refuse longer messages. */
    public static final int MOST_SEGMENTS = 6;

    // GSM 03.38 basic set; the extension is reached by an escape and counts twice.
    private static final String BASIC =
            "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
                    + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    private static final String EXTENSION = "\f^{}\\[~]|€";

    /** Measures a text message. */
    public static SmsLength of(String text) {
        return isGsm(text) ? measure(text, Encoding.GSM_7) : measure(text, Encoding.UCS_2);
    }

    private static boolean isGsm(String text) {
        return text.chars()
                .allMatch(unit -> BASIC.indexOf(unit) >= 0 || EXTENSION.indexOf(unit) >= 0);
    }

    private static SmsLength measure(String text, Encoding encoding) {
        var total = 0;
        var parts = 1;
        var inPart = 0;
        for (var i = 0; i < text.length(); ) {
            var character = text.codePointAt(i);
            var cost = cost(character, encoding);
            // Neither an escape sequence nor a surrogate pair may be cut by the end of a part.
            if (inPart + cost > encoding.part) {
                parts++;
                inPart = 0;
            }
            inPart += cost;
            total += cost;
            i += Character.charCount(character);
        }
        return new SmsLength(encoding, total, total <= encoding.single ? 1 : parts);
    }

    private static int cost(int character, Encoding encoding) {
        if (encoding == Encoding.UCS_2) {
            return Character.charCount(character);
        }
        return EXTENSION.indexOf(character) >= 0 ? 2 : 1;
    }
}
