package fr.gouv.notifications.dispatch.reply;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Decides which files of a reply are handed on: documents and pictures that open nothing by themselves. What
 * a file is follows from its ending and, where the form has one, from its first octets.
 */
final class AttachmentPolicy {

    static final int MOST = 10;
    static final int MOST_OCTETS = 4 << 20;

    private static final int LONGEST_NAME = 80;
    private static final int LONGEST_READ = 300;

    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    Map.entry("pdf", "application/pdf"),
                    Map.entry("jpg", "image/jpeg"),
                    Map.entry("jpeg", "image/jpeg"),
                    Map.entry("png", "image/png"),
                    Map.entry("gif", "image/gif"),
                    Map.entry("webp", "image/webp"),
                    Map.entry("heic", "image/heic"),
                    Map.entry("txt", "text/plain"),
                    Map.entry("odt", "application/vnd.oasis.opendocument.text"),
                    Map.entry("ods", "application/vnd.oasis.opendocument.spreadsheet"),
                    Map.entry(
                            "docx",
                            "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
                    Map.entry(
                            "xlsx",
                            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"));

    /** The first octets of each form, in the order of likelihood. */
    private static final Map<String, List<String>> BEGINNINGS =
            Map.of(
                    "application/pdf", List.of("%PDF-"),
                    "image/jpeg", List.of("\u00ff\u00d8\u00ff"),
                    "image/png", List.of("\u0089PNG"),
                    "image/gif", List.of("GIF8"));

    /** The file as it is handed on; empty when it is not. */
    static Optional<Attachment> accept(String name, byte[] octets) {
        var safe = safe(name);
        var dot = safe.lastIndexOf('.');
        var type = TYPES.get(safe.substring(dot + 1).toLowerCase(Locale.ROOT));
        if (dot < 1 || type == null || octets.length == 0 || !begins(octets, type)) {
            return Optional.empty();
        }
        return Optional.of(new Attachment(safe, type, octets));
    }

    private static boolean begins(byte[] octets, String type) {
        var beginnings = BEGINNINGS.get(type);
        return beginnings == null
                || beginnings.stream().anyMatch(beginning -> begins(octets, beginning, 0));
    }

    private static boolean begins(byte[] octets, String beginning, int from) {
        if (octets.length < from + beginning.length()) {
            return false;
        }
        for (var i = 0; i < beginning.length(); i++) {
            if ((octets[from + i] & 0xff) != beginning.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Without accents, paths and whatever else a file system or a mail reader may take for something. */
    static String safe(String name) {
        // Only its end is of interest, and what is longer is meant to take time.
        var end = name.substring(Math.max(0, name.length() - LONGEST_READ));
        var plain =
                Normalizer.normalize(end.strip(), Normalizer.Form.NFD)
                        .replaceAll("\\p{M}+", "")
                        .replaceAll("^.*[/\\\\]", "")
                        .replaceAll("[^A-Za-z0-9._-]+", "_")
                        .replaceAll("\\.{2,}", ".");
        var dot = plain.lastIndexOf('.');
        var ending = dot < 0 ? "" : plain.substring(dot);
        var stem = (dot < 0 ? plain : plain.substring(0, dot)).replaceAll("^[._-]+|[._-]+$", "");
        var longest = Math.max(1, LONGEST_NAME - ending.length());
        return (stem.length() > longest ? stem.substring(0, longest) : stem)
                        // Two endings say two things.
                        .replace('.', '_')
                + ending;
    }

    private AttachmentPolicy() {}
}
