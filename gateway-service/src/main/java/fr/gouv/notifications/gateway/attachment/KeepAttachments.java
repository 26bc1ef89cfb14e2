package fr.gouv.notifications.gateway.attachment;

import static java.nio.charset.StandardCharsets.UTF_8;

import fr.gouv.notifications.contracts.Words;
import fr.gouv.notifications.eventing.DataKeys;
import fr.gouv.notifications.eventing.KeyRing;
import fr.gouv.notifications.eventing.Unavailable;
import fr.gouv.notifications.eventing.UnreadableRecord;
import fr.gouv.notifications.gateway.problem.Problem;
import fr.gouv.notifications.gateway.problem.Refused;
import fr.gouv.notifications.gateway.problem.StorageAway;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Takes files, says what is kept, and lets none go that a notification still needs. */
@ApplicationScoped
public class KeepAttachments {

    /** What all files of one notification weigh at most, and thus one of them; 4/3 of it as an e-mail. */
    public static final int MOST_BYTES = 10 * 1024 * 1024;

    /** Purpose of the seal of a content; dispatch opens it. */
    private static final String CONTENT = "attachment";

    private static final String NAME = "attachment-name";
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final Attachments attachments;
    private final KeyRing keys;
    private final AttachmentConfig config;
    private final InstantSource clock;
    private final Semaphore turns;
    private final ExecutorService patient = Executors.newVirtualThreadPerTaskExecutor();

    KeepAttachments(
            Attachments attachments, KeyRing keys, AttachmentConfig config, InstantSource clock) {
        this.attachments = attachments;
        this.keys = keys;
        this.config = config;
        this.clock = clock;
        this.turns = new Semaphore(config.atOnce(), true);
    }

    /**
     * Reads, checks and keeps the file of a form. Blocks.
     *
     * @throws Refused when it cannot be kept: nothing is then
     */
    Kept take(String service, InputStream body, String contentType) throws IOException {
        awaitTurn();
        try {
            var file = UploadedFile.read(body, contentType, MOST_BYTES);
            var name = FileName.safe(file.name());
            return keep(service, name, checked(name, file.content()), file.content());
        } finally {
            turns.release();
        }
    }

    private void awaitTurn() {
        try {
            if (turns.tryAcquire(config.patience().toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        throw Problem.unavailable(
                "busy", "too many files are being read: nothing was done, send it again", RETRY);
    }

    private FileKind checked(FileName name, byte[] content) {
        var extension = name.extension();
        var kind =
                FileKind.announcedBy(extension)
                        .filter(_ -> config.kinds().contains(extension))
                        .orElseThrow(
                                () ->
                                        UploadedFile.refused(
                                                "file",
                                                "kind-not-allowed",
                                                "has a name that ends in none of the kinds that are"
                                                        + " sent along",
                                                "send one of "
                                                        + String.join(
                                                                ", ",
                                                                config.kinds().stream()
                                                                        .sorted()
                                                                        .toList())));
        if (!FileContent.allows(kind, content)) {
            throw UploadedFile.refused(
                    "file",
                    "content-is-not-its-kind",
                    "is not what its name announces, is broken, or holds macros",
                    "send a real " + extension + " without macros, or name it for what it is");
        }
        return kind;
    }

    private Kept keep(String service, FileName name, FileKind kind, byte[] content) {
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var day = LocalDate.ofInstant(now, ZoneOffset.UTC);
        var id = UUID.randomUUID();
        try {
            var added =
                    new Attachment(
                            id,
                            service,
                            day,
                            kind.type(),
                            content.length,
                            keys.sealBytes(service, day, id, NAME, name.text().getBytes(UTF_8)),
                            now,
                            now.plus(config.unused()));
            var box = keys.sealBytes(service, day, id, CONTENT, content);
            if (!attachments.add(added, box, config.kept().asLongValue())) {
                throw full();
            }
            return new Kept(id, name.text(), kind.type(), content.length, now, added.neededUntil());
        } catch (DataKeys.Erased | Unavailable _) {
            throw StorageAway.refused();
        }
    }

    private Refused full() {
        return Problem.of(
                        409,
                        "attachments-full",
                        "There is no room for this file",
                        "a service has at most "
                                + config.kept().asLongValue() / (1024 * 1024)
                                + " MiB of files here at once: remove those that you do not need, or"
                                + " wait until their notifications are over")
                .refused();
    }

    /** What is kept of this id, or 404. Blocks. */
    Kept find(String service, UUID id) {
        return attachments.find(service, List.of(id), clock.instant()).stream()
                .findFirst()
                .map(
                        found ->
                                new Kept(
                                        id,
                                        name(found),
                                        found.type(),
                                        found.size(),
                                        found.createdAt(),
                                        found.neededUntil()))
                .orElseThrow(KeepAttachments::unknown);
    }

    /** Removes it before its time, or 404; a notification that names it cannot be sent any more. Blocks. */
    void remove(String service, UUID id) {
        if (!attachments.remove(service, id)) {
            throw unknown();
        }
    }

    /** The sealed content, or 404. Blocks. */
    byte[] sealed(String service, UUID id) {
        return attachments.content(service, id).orElseThrow(KeepAttachments::unknown);
    }

    static Refused unknown() {
        return Problem.notFound(
                        "there is no such file, or it was removed: nobody needed it any more")
                .refused();
    }

    static Refused tooLarge() {
        return Problem.of(
                        413,
                        "too-large",
                        "The file is too large",
                        "the files of a notification have at most "
                                + MOST_BYTES / (1024 * 1024)
                                + " MiB together: shorten it, or write where it can be fetched")
                .refused();
    }

    /**
     * The files with these ids, as far as the service has them, as dispatch will ask for them. Never blocks;
     * asks nothing when there is no id.
     */
    public Uni<Map<UUID, Words.Attachment>> known(String service, Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return Uni.createFrom().item(() -> look(service, ids)).runSubscriptionOn(patient);
    }

    /** As {@link #known}, on this thread. */
    private Map<UUID, Words.Attachment> look(String service, Collection<UUID> ids) {
        Map<UUID, Words.Attachment> known = new HashMap<>();
        for (var found : attachments.find(service, ids, clock.instant())) {
            known.put(
                    found.id(),
                    new Words.Attachment(
                            found.id(), found.day(), name(found), found.type(), found.size()));
        }
        return known;
    }

    /** None of these goes while a notification that expires then may be under way. Blocks. */
    public void keep(String service, Collection<UUID> ids, Instant expiresAt) {
        // To the day, so that ten thousand notifications with one file write its row once.
        attachments.keep(
                service, ids, expiresAt.truncatedTo(ChronoUnit.DAYS).plus(2, ChronoUnit.DAYS));
    }

    private String name(Attachment found) {
        try {
            return new String(
                    keys.openBytes(found.service(), found.day(), found.id(), NAME, found.name()),
                    UTF_8);
        } catch (DataKeys.Erased _) {
            throw unknown();
        } catch (UnreadableRecord | Unavailable _) {
            throw StorageAway.refused();
        }
    }

    /** A file as its service sees it. */
    record Kept(
            UUID id, String name, String type, int size, Instant createdAt, Instant neededUntil) {

        /** Says nothing of the file. */
        @Override
        public String toString() {
            return "Kept[" + id + "]";
        }
    }
}
