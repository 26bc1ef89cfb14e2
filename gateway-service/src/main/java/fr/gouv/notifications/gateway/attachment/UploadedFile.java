package fr.gouv.notifications.gateway.attachment;

import static java.nio.charset.StandardCharsets.UTF_8;

import fr.gouv.notifications.gateway.problem.Fault;
import fr.gouv.notifications.gateway.problem.Problem;
import fr.gouv.notifications.gateway.problem.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.apache.commons.fileupload.FileItemIterator;
import org.apache.commons.fileupload.FileUpload;
import org.apache.commons.fileupload.FileUploadException;
import org.apache.commons.fileupload.UploadContext;
import org.jspecify.annotations.Nullable;

/**
 * The one file of a form.
 *
 * @param name as the sender gave it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record UploadedFile(String name, byte[] content) {

    private static final String FILE = "file";
    private static final int MOST_PARTS = 5;

    /**
     * Reads the form to its end.
     *
     * @throws Refused when it is no form, or has not exactly one file of at most so many bytes
     */
    static UploadedFile read(InputStream body, String contentType, int mostBytes)
            throws IOException {
        try {
            return read(new FileUpload().getItemIterator(new Form(body, contentType)), mostBytes);
        } catch (FileUploadException _) {
            throw notAForm();
        } catch (IOException e) {
            // The library hides its own complaints in I/O exceptions.
            if (e.getClass().getName().startsWith("org.apache.commons.fileupload")) {
                throw notAForm();
            }
            throw e;
        }
    }

    private static UploadedFile read(FileItemIterator parts, int mostBytes)
            throws IOException, FileUploadException {
        UploadedFile file = null;
        for (var count = 0; parts.hasNext(); count++) {
            var part = parts.next();
            if (!FILE.equals(part.getFieldName()) || count >= MOST_PARTS) {
                throw refused(
                        "form",
                        "unknown-field",
                        "has a part that is not known here",
                        "send one part, called file");
            }
            if (file != null) {
                throw refused(FILE, "two-files", "stands twice", "send one file in a request");
            }
            try (var in = part.openStream()) {
                var content = in.readNBytes(mostBytes + 1);
                if (content.length > mostBytes) {
                    in.skip(Long.MAX_VALUE);
                    throw KeepAttachments.tooLarge();
                }
                file = new UploadedFile(part.getName() == null ? "" : part.getName(), content);
            }
        }
        if (file == null) {
            throw refused(FILE, "required", "is missing", "send the file as the part file");
        }
        if (file.content().length == 0) {
            throw refused(FILE, "empty", "is empty", "send a file that holds something");
        }
        return file;
    }

    private static Refused notAForm() {
        return Problem.of(
                        400,
                        "malformed-form",
                        "The body is not the form that is read here",
                        "send multipart/form-data with a boundary, as a browser or curl --form does")
                .refused();
    }

    static Refused refused(String field, String code, String problem, String remedy) {
        return Problem.invalid(List.of(new Fault(field, code, problem, remedy))).refused();
    }

    /** Says nothing of the file. */
    @Override
    public String toString() {
        return "UploadedFile[…]";
    }

    /** The request, as the library wants to see it. */
    private record Form(InputStream body, String contentType) implements UploadContext {

        @Override
        public @Nullable String getCharacterEncoding() {
            return UTF_8.name();
        }

        @Override
        public String getContentType() {
            return contentType;
        }

        @Override
        @SuppressWarnings("deprecation") // Demanded by the library, and asked by nobody.
        public int getContentLength() {
            return -1;
        }

        @Override
        public long contentLength() {
            return -1;
        }

        @Override
        public InputStream getInputStream() {
            return body;
        }
    }
}
