package fr.gouv.notifications.gateway.batch;

/**
 * Keeps a spreadsheet from calculating what stands in a cell: a text that it would take for a formula
 * gets an apostrophe before it (OWASP, CSV injection).
 */
final class NeutralCell {

    private static final String DANGEROUS = "=+-@\t\r\n|%";

    static String of(String text) {
        return isDangerous(text) ? "'" + text : text;
    }

    /** Spreadsheets pass over blanks at the beginning. */
    private static boolean isDangerous(String text) {
        for (var i = 0; i < text.length(); i++) {
            var character = text.charAt(i);
            if (DANGEROUS.indexOf(character) >= 0 || isFullWidth(character)) {
                return true;
            }
            if (character != ' ' && character != '\u00A0' && character != '\uFEFF') {
                return false;
            }
        }
        return false;
    }

    /** Some spreadsheets read the wide forms of = + - @ as the narrow ones. */
    private static boolean isFullWidth(char character) {
        return switch (character) {
            case '\uFF1D', '\uFF0B', '\uFF0D', '\uFF20' -> true;
            default -> false;
        };
    }

    private NeutralCell() {}
}
