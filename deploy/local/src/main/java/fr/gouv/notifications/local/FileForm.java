package fr.gouv.notifications.local;

import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/**
 * A form with a file in it, as a browser sends it. The file is read while it is sent, and its name
 * stays here: it can say whom the file is about.
 *
 * @param contentType of the request
 * @param body may be sent several times
 */
public record FileForm(String contentType, BodyPublisher body) {

    /** The form with these fields and, last, the part {@code file}. */
    public static FileForm of(Path file, Map<String, ?> fields) throws FileNotFoundException {
        var boundary = "notifications-" + UUID.randomUUID();
        var head = new StringBuilder();
        fields.forEach(
                (name, value) ->
                        head.append("--")
                                .append(boundary)
                                .append("\r\nContent-Disposition: form-data; name=\"")
                                .append(name)
                                .append("\"\r\n\r\n")
                                .append(value)
                                .append("\r\n"));
        head.append("--")
                .append(boundary)
                .append("\r\nContent-Disposition: form-data; name=\"file\"; filename=\"")
                .append(String.valueOf(file.getFileName()).replaceAll("[\"\\\\\\p{Cntrl}]", "_"))
                .append("\"\r\nContent-Type: application/octet-stream\r\n\r\n");
        return new FileForm(
                "multipart/form-data; boundary=" + boundary,
                BodyPublishers.concat(
                        BodyPublishers.ofString(head.toString()),
                        BodyPublishers.ofFile(file),
                        BodyPublishers.ofString("\r\n--" + boundary + "--\r\n")));
    }
}
