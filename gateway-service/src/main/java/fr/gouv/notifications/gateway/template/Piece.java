package fr.gouv.notifications.gateway.template;

import java.util.ArrayList;
import java.util.List;

/** A step of a compiled text: it writes itself for the values of one message. */
sealed interface Piece {

    /** Appends this piece; {@code values} stand in the order of the template's placeholders. */
    void write(Value[] values, StringBuilder out);

    /** Words of the author. */
    record Fixed(String words) implements Piece {

        @Override
        public void write(Value[] values, StringBuilder out) {
            out.append(words);
        }
    }

    /** Words of the sender, made harmless for the place where they stand. */
    record Hole(int slot, Escape escape) implements Piece {

        @Override
        public void write(Value[] values, StringBuilder out) {
            escape.write(values[slot].words(), out);
        }
    }

    /** Shown if at least one of these values says yes. */
    record When(List<Integer> slots, Sequence shown) implements Piece {

        @Override
        public void write(Value[] values, StringBuilder out) {
            for (int slot : slots) {
                if (values[slot].shows()) {
                    shown.write(values, out);
                    return;
                }
            }
        }
    }

    /** One shape for a value that lists several things, another for all others. */
    record ByList(int slot, Sequence several, Sequence single) implements Piece {

        @Override
        public void write(Value[] values, StringBuilder out) {
            var isList = values[slot] instanceof Value.Listing(var items) && !items.isEmpty();
            (isList ? several : single).write(values, out);
        }
    }

    /** Each item of a list between two strings. */
    record Items(int slot, String before, Escape escape, String after) implements Piece {

        @Override
        public void write(Value[] values, StringBuilder out) {
            if (values[slot] instanceof Value.Listing(var items)) {
                for (var item : items) {
                    out.append(before);
                    escape.write(item, out);
                    out.append(after);
                }
            }
        }
    }

    /** At least so many line breaks between what was written and what follows. */
    record Gap(int lines) implements Piece {

        @Override
        public void write(Value[] values, StringBuilder out) {
            if (out.isEmpty()) {
                return;
            }
            var present = 0;
            while (present < lines
                    && present < out.length()
                    && out.charAt(out.length() - 1 - present) == '\n') {
                present++;
            }
            out.repeat('\n', lines - present);
        }
    }

    /** One piece after the other. */
    record Sequence(List<Piece> pieces) implements Piece {

        public Sequence {
            pieces = List.copyOf(joined(pieces));
        }

        static Sequence of(Piece... pieces) {
            return new Sequence(List.of(pieces));
        }

        @Override
        public void write(Value[] values, StringBuilder out) {
            for (var i = 0; i < pieces.size(); i++) {
                pieces.get(i).write(values, out);
            }
        }

        private static List<Piece> joined(List<Piece> pieces) {
            var joined = new ArrayList<Piece>();
            for (var piece : pieces) {
                if (piece instanceof Fixed(var words)
                        && !joined.isEmpty()
                        && joined.getLast() instanceof Fixed(var previous)) {
                    joined.set(joined.size() - 1, new Fixed(previous + words));
                } else {
                    joined.add(piece);
                }
            }
            return joined;
        }
    }
}
