package fr.gouv.notifications.dispatch.email;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A text with named slots such as {@code {{service}}}, cut into pieces once so that filling it costs
 * no more than copying. Values are inserted as they are: what must be escaped is escaped before.
 */
final class MailLayout {

    private static final Pattern SLOT = Pattern.compile("\\{\\{([a-z]+)}}");

    private final List<String> pieces;
    private final List<String> slots;
    private final int length;

    private MailLayout(List<String> pieces, List<String> slots) {
        this.pieces = List.copyOf(pieces);
        this.slots = List.copyOf(slots);
        this.length = pieces.stream().mapToInt(String::length).sum();
    }

    /** Reads and cuts a layout that lies beside the classes. */
    static MailLayout load(String resource) {
        try (var stream = MailLayout.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("the layout " + resource + " is missing");
            }
            return of(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException("the layout " + resource + " cannot be read", failure);
        }
    }

    static MailLayout of(String text) {
        var pieces = new ArrayList<String>();
        var slots = new ArrayList<String>();
        var slot = SLOT.matcher(text);
        var from = 0;
        while (slot.find()) {
            pieces.add(text.substring(from, slot.start()));
            slots.add(slot.group(1));
            from = slot.end();
        }
        pieces.add(text.substring(from));
        return new MailLayout(pieces, slots);
    }

    /** The text with every slot filled; a slot without a value is a fault of the caller. */
    String fill(Map<String, String> values) {
        var filled = new StringBuilder(length + 4096);
        for (var i = 0; i < slots.size(); i++) {
            var value = values.get(slots.get(i));
            if (value == null) {
                throw new IllegalArgumentException("no value for the slot " + slots.get(i));
            }
            filled.append(pieces.get(i)).append(value);
        }
        return filled.append(pieces.getLast()).toString();
    }

    /** Makes a value show as it is written, in text and in attributes. */
    static String escape(String value) {
        var escaped = new StringBuilder(value.length() + 16);
        for (var i = 0; i < value.length(); i++) {
            var letter = value.charAt(i);
            switch (letter) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(letter);
            }
        }
        return escaped.toString();
    }
}
