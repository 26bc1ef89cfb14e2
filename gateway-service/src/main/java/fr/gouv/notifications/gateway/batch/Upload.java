package fr.gouv.notifications.gateway.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import fr.gouv.notifications.gateway.problem.Fault;
import fr.gouv.notifications.gateway.problem.Problem;
import fr.gouv.notifications.gateway.problem.Refused;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.commons.fileupload.FileItemIterator;
import org.apache.commons.fileupload.FileItemStream;
import org.apache.commons.fileupload.FileUpload;
import org.apache.commons.fileupload.FileUploadException;
import org.apache.commons.fileupload.UploadContext;
import org.jspecify.annotations.Nullable;

/**
 * A form with a file, read part by part: the file goes to a {@link Spool} and is looked at on its
 * way, and nothing of it is held in memory.
 */
final class Upload implements Closeable {

    private static final String FILE = "file";
    private static final int LONGEST_FIELD = 1_000;
    private static final int MOST_PARTS = 20;
    private static final int BUFFER = 16 * 1024;

    private final Map<String, String> fields = new HashMap<>();
    private final TextScan scan = new TextScan();
    private final MessageDigest digest = sha256();
    private final Spool spool;
    private final long mostBytes;
    private boolean hasFile;

    private Upload(Spool spool, long mostBytes) {
        this.spool = spool;
        this.mostBytes = mostBytes;
    }

    /**
     * Reads the whole form.
     *
     * @throws Refused when it is no form, or when the file is too large
     */
    static Upload read(InputStream body, String contentType, Path folder, long mostBytes)
            throws IOException {
        var upload = new Upload(Spool.in(folder), mostBytes);
        try {
            upload.read(new FileUpload().getItemIterator(new Form(body, contentType)));
            return upload;
        } catch (FileUploadException _) {
            upload.close();
            throw notAForm().refused();
        } catch (IOException | RuntimeException e) {
            upload.close();
            // The library hides its own complaints in I/O exceptions; those of the network have a
            // cause.
            if (e.getClass().getName().startsWith("org.apache.commons.fileupload")) {
                throw notAForm().refused();
            }
            throw e;
        }
    }

    Map<String, String> fields() {
        return fields;
    }

    Spool spool() {
        return spool;
    }

    /** What the file is. */
    TextScan.Finding finding() {
        return scan.finding();
    }

    /** Equal when the bytes of the file are; to be asked once. */
    String digest() {
        return HexFormat.of().formatHex(digest.digest());
    }

    boolean hasFile() {
        return hasFile;
    }

    private void read(FileItemIterator parts) throws IOException, FileUploadException {
        var count = 0;
        while (parts.hasNext()) {
            var part = parts.next();
            if (++count > MOST_PARTS) {
                throw Problem.invalid(
                                List.of(
                                        new Fault(
                                                "form",
                                                "too-many-parts",
                                                "has more than " + MOST_PARTS + " parts",
                                                "send one file and the fields that are known")))
                        .refused();
            }
            if (FILE.equals(part.getFieldName())) {
                spool(part);
            } else {
                field(part);
            }
        }
    }

    private void spool(FileItemStream part) throws IOException {
        if (hasFile) {
            throw refused(FILE, "two-files", "stands twice", "send one file in a request");
        }
        hasFile = true;
        var buffer = new byte[BUFFER];
        try (var in = part.openStream();
                var out = spool.writing()) {
            for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                scan.accept(buffer, 0, read);
                digest.update(buffer, 0, read);
                // Read on, or the sender would not hear the answer; the server ends it soon.
                if (scan.size() <= mostBytes) {
                    out.write(buffer, 0, read);
                }
            }
        }
        if (scan.size() > mostBytes) {
            throw tooLarge(mostBytes).refused();
        }
    }

    private void field(FileItemStream part) throws IOException {
        var name = part.getFieldName() == null ? "" : part.getFieldName();
        try (var in = part.openStream()) {
            var value = in.readNBytes(LONGEST_FIELD + 1);
            if (value.length > LONGEST_FIELD) {
                throw refused(
                        BatchFields.known(name),
                        "too-long",
                        "is longer than " + LONGEST_FIELD + " bytes",
                        "shorten it");
            }
            if (fields.putIfAbsent(name, new String(value, UTF_8)) != null) {
                throw refused(BatchFields.known(name), "twice", "stands twice", "keep one of them");
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every JDK", e);
        }
    }

    /** The answer to a file of more than so many bytes. */
    static Problem tooLarge(long mostBytes) {
        return Problem.of(
                413,
                "too-large",
                "The file is too large",
                "a file has at most "
                        + mostBytes / (1024 * 1024)
                        + " MiB: send several, or leave out columns that the template does not need");
    }

    private static Problem notAForm() {
        return Problem.of(
                400,
                "malformed-form",
                "The body is not the form that is read here",
                "send multipart/form-data with a boundary, as a browser or curl --form does");
    }

    private static Refused refused(String field, String code, String problem, String remedy) {
        return Problem.invalid(List.of(new Fault(field, code, problem, remedy))).refused();
    }

    @Override
    public void close() throws IOException {
        spool.close();
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
