package fr.gouv.notifications.gateway.template;

import fr.gouv.notifications.gateway.problem.Fault;
import java.util.Optional;

/** Decides whether a value may stand where the template puts it. */
final class ValuePolicy {

    /** What a value fills, beyond ordinary text. */
    record Use(boolean inSubject, boolean asLink) {}

    static Optional<Fault> fault(String name, Value value, Use use) {
        var words = value.words();
        if (hasControlCharacter(words)) {
            return Optional.of(
                    fault(
                            name,
                            "control-character",
                            "holds a control character or half of a character",
                            "send text without control characters other than tabs and line breaks"));
        }
        if (use.inSubject() && hasLineBreak(words)) {
            return Optional.of(
                    fault(
                            name,
                            "value-line-break",
                            "holds a line break, and the template puts it into the subject",
                            "send it in one line"));
        }
        if (use.asLink() && !WebAddress.is(words)) {
            return Optional.of(
                    fault(
                            name,
                            "url-required",
                            "is the target of a link, and is not an address on the web",
                            "send an absolute address that begins with https:// or http://"));
        }
        return Optional.empty();
    }

    static Fault missing(String name) {
        return fault(
                name,
                "value-missing",
                "is missing: the template needs it",
                "add it to values; send \"\" to leave the place empty");
    }

    static Fault givenTwice(String name) {
        return fault(
                name,
                "value-twice",
                "is given twice, in spellings that mean the same placeholder",
                "keep one of them");
    }

    private static Fault fault(String name, String code, String problem, String remedy) {
        return new Fault("values." + name, code, problem, remedy);
    }

    static boolean hasControlCharacter(String words) {
        for (var i = 0; i < words.length(); i++) {
            var character = words.charAt(i);
            if (character >= 0x20 && character < 0x7F) {
                continue;
            }
            if (Character.isHighSurrogate(character)
                    && i + 1 < words.length()
                    && Character.isLowSurrogate(words.charAt(i + 1))) {
                i++;
                continue;
            }
            if (isControl(character)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isControl(char character) {
        return switch (character) {
            case '\t', '\n', '\r' -> false;
            default ->
                    Character.isISOControl(character)
                            || Character.isSurrogate(character)
                            || (character >= 0xFDD0 && character <= 0xFDEF)
                            || character >= 0xFFFE;
        };
    }

    static boolean hasLineBreak(String words) {
        for (var i = 0; i < words.length(); i++) {
            switch (words.charAt(i)) {
                case '\n', '\r', '\u0085', '\u2028', '\u2029' -> {
                    return true;
                }
                default -> {}
            }
        }
        return false;
    }

    private ValuePolicy() {}
}
