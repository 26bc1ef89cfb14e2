package fr.gouv.notifications.dispatch.email;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.internet.ParameterList;
import java.util.ArrayList;
import java.util.List;

/**
 * The parameter by which a file is named (RFC 2183, 2.3; RFC 2231, 3 and 4). The mail library leaves an
 * encoded one in one piece, however long: three octets for each of UTF-8 can pass the 998 of a line (RFC
 * 5322, 2.1.1).
 */
final class Filename {

    private static final int PIECE = 60;
    private static final String PLAIN = "!#$&+-.^_`{|}~";

    /** With the semicolon before it, folded. */
    static String parameter(String name) {
        if (UTF_8.newEncoder().canEncode(name) && name.chars().allMatch(letter -> letter < 0x7f)) {
            var parameters = new ParameterList();
            parameters.set("filename", name);
            return parameters.toString("Content-Disposition: attachment".length());
        }
        var pieces = pieces(name);
        if (pieces.size() == 1) {
            return ";\r\n filename*=UTF-8''" + pieces.getFirst();
        }
        var parameter = new StringBuilder();
        for (var i = 0; i < pieces.size(); i++) {
            parameter
                    .append(";\r\n filename*")
                    .append(i)
                    .append(i == 0 ? "*=UTF-8''" : "*=")
                    .append(pieces.get(i));
        }
        return parameter.toString();
    }

    private static List<String> pieces(String name) {
        List<String> pieces = new ArrayList<>();
        var piece = new StringBuilder();
        for (var octet : name.getBytes(UTF_8)) {
            if (piece.length() + 3 > PIECE) {
                pieces.add(piece.toString());
                piece.setLength(0);
            }
            var letter = (char) (octet & 0xff);
            if (letter < 0x80
                    && (Character.isLetterOrDigit(letter) || PLAIN.indexOf(letter) >= 0)) {
                piece.append(letter);
            } else {
                piece.append("%%%02X".formatted(octet & 0xff));
            }
        }
        pieces.add(piece.toString());
        return pieces;
    }

    private Filename() {}
}
