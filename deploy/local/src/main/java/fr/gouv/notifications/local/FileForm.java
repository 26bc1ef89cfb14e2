package fr.gouv.notifications.local;

import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/**
 * A form with a file in it, as a browser sends it. The file is read while it is sent. Its own name can say
 * whom it is about, so that the sender chooses the name that is told.
 *
 * @param contentType of the request
 * @param body may be sent several times
 */
public record FileForm(String contentType, BodyPublisher body) {

    /** The form with these fields and, last, the part {@code file}, which is told under that name. */
    public static FileForm of(Path file, String name, Map<String, ?> fields)
            throws FileNotFoundException {
        var boundary = "notifications-" + UUID.randomUUID();
        var head = new StringBuilder();
        fields.forEach(
                (field, value) ->
                        head.append("--")
                                .append(boundary)
                                .append("\r\nContent-Disposition: form-data; name=\"")
                                .append(field)
                                .append("\"\r\n\r\n")
                                .append(value)
                                .append("\r\n"));
        head.append("--")
                .append(boundary)
                .append("\r\nContent-Disposition: form-data; name=\"file\"; filename=\"")
                .append(name.replaceAll("[\"\\\\\\p{Cntrl}]", "_"))
                .append("\"\r\nContent-Type: application/octet-stream\r\n\r\n");
        return new FileForm(
                "multipart/form-data; boundary=" + boundary,
                BodyPublishers.concat(
                        BodyPublishers.ofString(head.toString()),
                        BodyPublishers.ofFile(file),
                        BodyPublishers.ofString("\r\n--" + boundary + "--\r\n")));
    }
}
