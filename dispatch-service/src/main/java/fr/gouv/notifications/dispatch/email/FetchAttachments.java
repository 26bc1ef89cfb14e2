package fr.gouv.notifications.dispatch.email;

import fr.gouv.notifications.contracts.Words;
import fr.gouv.notifications.dispatch.delivery.Message;
import fr.gouv.notifications.eventing.DataKeys;
import fr.gouv.notifications.eventing.KeyRing;
import fr.gouv.notifications.eventing.Unavailable;
import fr.gouv.notifications.eventing.UnreadableRecord;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Fetches and opens the files of an e-mail; no more at once than there is room for. */
@ApplicationScoped
class FetchAttachments implements Attachments {

    private static final Logger LOG = Logger.getLogger(FetchAttachments.class);
    private static final int KIB = 1024;

    /** As the gateway seals them. */
    private static final String PURPOSE = "attachment";

    private final AttachmentSource source;
    private final KeyRing keys;
    private final AttachmentConfig config;
    private final int room;
    private final Semaphore free;

    FetchAttachments(AttachmentSource source, KeyRing keys, AttachmentConfig config) {
        this.source = source;
        this.keys = keys;
        this.config = config;
        this.room = Math.toIntExact(Math.max(1, config.atOnce().asLongValue() / KIB));
        this.free = new Semaphore(room, true);
    }

    @Override
    public Fetched fetch(Message message, List<Words.Attachment> attachments) {
        if (attachments.isEmpty()) {
            return new Fetched.Files(List.of(), () -> {});
        }
        var bytes = attachments.stream().mapToLong(Words.Attachment::size).sum();
        // What is larger than the room takes all of it.
        var needed = (int) Math.min(room, bytes / KIB + 1);
        if (!enter(needed)) {
            return new Fetched.Later();
        }
        Fetched fetched = new Fetched.Later();
        try {
            fetched = opened(message, attachments, needed);
        } finally {
            if (!(fetched instanceof Fetched.Files)) {
                free.release(needed);
            }
        }
        return fetched;
    }

    private boolean enter(int needed) {
        try {
            return free.tryAcquire(needed, config.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Fetched opened(Message message, List<Words.Attachment> attachments, int needed) {
        var files = new ArrayList<MailFile>();
        try {
            for (var attachment : attachments) {
                var box = source.sealed(message.service(), attachment.id());
                if (box.isEmpty()) {
                    return new Fetched.Gone();
                }
                files.add(
                        new MailFile(
                                attachment.name(),
                                attachment.type(),
                                keys.openBytes(
                                        message.service(),
                                        attachment.day(),
                                        attachment.id(),
                                        PURPOSE,
                                        box.get())));
            }
            return new Fetched.Files(List.copyOf(files), () -> free.release(needed));
        } catch (DataKeys.Erased _) {
            return new Fetched.Gone();
        } catch (UnreadableRecord _) {
            LOG.errorf("a file of %s cannot be opened", message.notificationId());
            return new Fetched.Gone();
        } catch (Unavailable _) {
            return new Fetched.Later();
        }
    }
}
