package fr.gouv.notifications.gateway.attachment;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What may be sent along, by the extension of its name: formats that a citizen can open, and that run
 * nothing.
 */
enum FileKind {
    PDF("application/pdf"),
    PNG("image/png"),
    JPG("image/jpeg"),
    JPEG("image/jpeg"),
    DOCX("application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    XLSX("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ODT("application/vnd.oasis.opendocument.text"),
    ODS("application/vnd.oasis.opendocument.spreadsheet"),
    TXT("text/plain"),
    CSV("text/csv"),
    ICS("text/calendar");

    private final String type;

    FileKind(String type) {
        this.type = type;
    }

    /** Media type, without parameters. */
    String type() {
        return type;
    }

    /** The kind that a name with this extension (lower case, without the dot) announces. */
    static Optional<FileKind> announcedBy(String extension) {
        return Arrays.stream(values())
                .filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(extension))
                .findFirst();
    }
}
