package fr.gouv.notifications.gateway.template;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Where a value is about to be written, and so what must not be taken for mark-up there. */
enum Escape {

    /** Between tags: line breaks are kept, mark-up is not. */
    HTML {
        @Override
        void write(String words, StringBuilder out) {
            html(words, "<br>", out);
        }
    },

    /** Inside a quoted attribute. */
    ATTRIBUTE {
        @Override
        void write(String words, StringBuilder out) {
            html(words, " ", out);
        }
    },

    /** Text without any mark-up. */
    PLAIN {
        @Override
        void write(String words, StringBuilder out) {
            var start = 0;
            for (var i = 0; i < words.length(); i++) {
                var character = words.charAt(i);
                if (character == '\r' || isDirectional(character)) {
                    out.append(words, start, i);
                    if (character == '\r' && !lineFeedFollows(words, i)) {
                        out.append('\n');
                    }
                    start = i + 1;
                }
            }
            out.append(words, start, words.length());
        }
    },

    /** A part of an address on the web: it can add neither host, path nor parameter. */
    URL_PART {
        @Override
        void write(String words, StringBuilder out) {
            for (var octet : words.getBytes(StandardCharsets.UTF_8)) {
                if (isUnreserved(octet)) {
                    out.append((char) octet);
                } else {
                    out.append('%');
                    UPPER_HEX.toHexDigits(out, octet);
                }
            }
        }
    };

    private static final HexFormat UPPER_HEX = HexFormat.of().withUpperCase();

    /** Appends the words so that they are read as words here, whatever they hold. */
    abstract void write(String words, StringBuilder out);

    /** Words of the author, escaped once and for all. */
    Piece.Fixed fixed(String words) {
        var out = new StringBuilder(words.length() + 16);
        write(words, out);
        return new Piece.Fixed(out.toString());
    }

    private static void html(String words, String lineBreak, StringBuilder out) {
        var start = 0;
        for (var i = 0; i < words.length(); i++) {
            var character = words.charAt(i);
            if (isHarmless(character)) {
                continue;
            }
            out.append(words, start, i);
            start = i + 1;
            switch (character) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                case '\n' -> out.append(lineBreak);
                case '\r' -> out.append(lineFeedFollows(words, i) ? "" : lineBreak);
                default -> {
                    // Directional marks could turn round what follows them: they are left out.
                }
            }
        }
        out.append(words, start, words.length());
    }

    private static boolean isHarmless(char character) {
        return switch (character) {
            case '&', '<', '>', '"', '\'', '\n', '\r' -> false;
            default -> !isDirectional(character);
        };
    }

    private static boolean lineFeedFollows(String words, int index) {
        return index + 1 < words.length() && words.charAt(index + 1) == '\n';
    }

    /** Embeddings, overrides and isolates: Arabic and Hebrew are readable without them. */
    private static boolean isDirectional(char character) {
        return (character >= '\u202A' && character <= '\u202E')
                || (character >= '\u2066' && character <= '\u2069');
    }

    private static boolean isUnreserved(byte octet) {
        return (octet >= 'a' && octet <= 'z')
                || (octet >= 'A' && octet <= 'Z')
                || (octet >= '0' && octet <= '9')
                || octet == '-'
                || octet == '.'
                || octet == '_'
                || octet == '~';
    }
}
