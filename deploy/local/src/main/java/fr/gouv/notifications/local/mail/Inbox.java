package fr.gouv.notifications.local.mail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Every message that arrived, newest first. Messages lie in files, so that tens of thousands cost
 * little memory and a new start shows them again; beyond a limit the oldest go.
 */
public final class Inbox {

    /** Ours only: the mail files are read and written by this class alone. */
    static final JsonMapper JSON =
            JsonMapper.builder()
                    .addModule(
                            new SimpleModule()
                                    .addSerializer(Instant.class, new ToStringSerializer())
                                    .addDeserializer(Instant.class, new InstantReader()))
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build();

    private final Path folder;
    private final InstantSource clock;
    private final Limits limits;
    private final TreeMap<Long, Mail> mails = new TreeMap<>();
    private long last;
    private long bytes;

    /**
     * How much is kept.
     *
     * @param mails number of messages
     * @param bytes size of all messages together
     */
    public record Limits(int mails, long bytes) {

        /** What a developer's machine carries easily. */
        public static final Limits USUAL = new Limits(20_000, 512L * 1024 * 1024);
    }

    public Inbox(Path folder, InstantSource clock, Limits limits) {
        this.folder = folder;
        this.clock = clock;
        this.limits = limits;
        load();
    }

    /** Keeps a message that just arrived. */
    public Mail receive(byte[] source, String from, List<String> to) {
        var content = MailContent.of(source);
        var files = content.files().stream().map(MailContent.Attachment::name).toList();
        synchronized (this) {
            var mail =
                    new Mail(
                            ++last,
                            clock.instant(),
                            from,
                            to,
                            content.subject(),
                            content.messageId(),
                            source.length,
                            files);
            write(mail, source);
            mails.put(mail.number(), mail);
            bytes += mail.size();
            while (mails.size() > limits.mails() || (bytes > limits.bytes() && mails.size() > 1)) {
                forget(mails.firstEntry().getValue());
            }
            notifyAll();
            return mail;
        }
    }

    /** All that is kept, newest first. */
    public synchronized List<Mail> mails() {
        return List.copyOf(mails.descendingMap().values());
    }

    /** How many are kept. */
    public synchronized int count() {
        return mails.size();
    }

    /** The message of that number, if it is still kept. */
    public synchronized Optional<Mail> find(long number) {
        return Optional.ofNullable(mails.get(number));
    }

    /** The message of that number exactly as it came. */
    public synchronized Optional<byte[]> source(long number) {
        return find(number).map(mail -> read(file(number, "eml")));
    }

    /** The message of that number, taken apart. */
    public Optional<MailContent> content(long number) {
        return source(number).map(MailContent::of);
    }

    /** Waits for a message; empty when none came in time. */
    public synchronized Optional<Mail> await(Predicate<Mail> wanted, Duration atMost) {
        var deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            var found = mails.descendingMap().values().stream().filter(wanted).findFirst();
            var left = deadline - System.nanoTime();
            if (found.isPresent() || left <= 0) {
                return found;
            }
            try {
                wait(Math.max(1, left / 1_000_000));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
    }

    /** Waits for a message to that address; empty when none came in time. */
    public Optional<Mail> awaitTo(String address, Duration atMost) {
        return await(mail -> mail.to().stream().anyMatch(address::equalsIgnoreCase), atMost);
    }

    /** Deletes everything. */
    public synchronized void deleteAll() {
        for (var mail : new ArrayList<>(mails.values())) {
            forget(mail);
        }
    }

    // --- Files -------------------------------------------------------------------------------

    private void load() {
        try {
            Files.createDirectories(folder);
            try (var files = Files.newDirectoryStream(folder, "*.json")) {
                for (var file : files) {
                    load(file);
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(
                    "the mails in %s cannot be read; ./notifications reset empties it"
                            .formatted(folder),
                    broken);
        }
        last = mails.isEmpty() ? 0 : mails.lastKey();
    }

    private void load(Path file) throws IOException {
        try {
            var mail = JSON.readValue(Files.readAllBytes(file), Mail.class);
            mails.put(mail.number(), mail);
            bytes += mail.size();
        } catch (JsonProcessingException halfWritten) {
            // The stack died while it wrote: one mail is lost, not the whole box.
            Files.delete(file);
        }
    }

    private void write(Mail mail, byte[] source) {
        try {
            // The summary comes last: a message without it was never received.
            Files.write(file(mail.number(), "eml"), source);
            Files.write(file(mail.number(), "json"), JSON.writeValueAsBytes(mail));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a mail's summary is always JSON", impossible);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void forget(Mail mail) {
        mails.remove(mail.number());
        bytes -= mail.size();
        try {
            Files.deleteIfExists(file(mail.number(), "json"));
            Files.deleteIfExists(file(mail.number(), "eml"));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private Path file(long number, String kind) {
        return folder.resolve("%08d.%s".formatted(number, kind));
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
