package fr.gouv.notifications.dispatch.dmarc;

import fr.gouv.notifications.eventing.Outbox;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Semaphore;

/**
 * Reads a report of a mailbox provider and tells it. Such a mail names no citizen and is sent again by its provider when it
 * is not taken: it is read at once, and not kept. So nobody can fill the database with mail to an address that is
 * published, nor delay what comes back of our messages.
 */
@ApplicationScoped
public class HearDomains {

    /** At the same time: each is unpacked in memory. */
    private static final int MOST = 2;

    private final Semaphore reading = new Semaphore(MOST);
    private final Outbox outbox;
    private final InstantSource clock;

    HearDomains(Outbox outbox, InstantSource clock) {
        this.outbox = outbox;
        this.clock = clock;
    }

    /** What became of a mail. */
    public sealed interface Result {

        /** It is durable, or there was nothing to keep; {@code code} is to be counted. */
        record Heard(String code) implements Result {}

        /** Others are being read: it has to come again. */
        record Busy() implements Result {}
    }

    /**
     * Reads one; what it says is durable when this returns. The same report told again is the same fact.
     *
     * @throws RuntimeException when the database is away: it has to come again
     */
    public Result hear(byte[] mail) {
        if (!reading.tryAcquire()) {
            return new Result.Busy();
        }
        try {
            return new Result.Heard(
                    switch (DmarcMail.read(mail)) {
                        case DmarcReading.Unreadable(var fault) ->
                                "dmarc-" + fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
                        case DmarcReading.Read(var report) -> tell(report);
                    });
        } finally {
            reading.release();
        }
    }

    private String tell(DmarcReport report) {
        var told = DmarcPolicy.told(report, clock.instant());
        if (told.isEmpty()) {
            return "dmarc-nothing-to-count";
        }
        QuarkusTransaction.requiringNew().run(() -> outbox.tell(told.get()));
        return "dmarc-report";
    }
}
