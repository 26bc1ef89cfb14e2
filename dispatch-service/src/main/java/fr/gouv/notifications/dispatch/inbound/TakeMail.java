package fr.gouv.notifications.dispatch.inbound;

import fr.gouv.notifications.dispatch.inbound.ReturnPath.Attempt;
import fr.gouv.notifications.dispatch.inbound.ReturnPath.Purpose;
import fr.gouv.notifications.eventing.DataKeys;
import fr.gouv.notifications.eventing.KeyRing;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/** Keeps a mail as it came, sealed, before anybody has read it. */
@ApplicationScoped
class TakeMail {

    private static final Duration DAY = Duration.ofHours(24);

    private final InboundMails mails;
    private final KeyRing keys;
    private final InboundConfig config;
    private final InstantSource clock;

    TakeMail(InboundMails mails, KeyRing keys, InboundConfig config, InstantSource clock) {
        this.mails = mails;
        this.keys = keys;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Who wrote the message that an address names.
     *
     * @param mayBringMore whether not too many mails came about it already
     * @param mayAnswerMore whether not too many answers came
     */
    record Correspondence(String service, boolean mayBringMore, boolean mayAnswerMore) {}

    /**
     * Empty when we never sent such a notification.
     *
     * @throws InboundFailedException when the database is away
     */
    Optional<Correspondence> about(Attempt attempt) {
        return mails.known(attempt.notificationId(), clock.instant().minus(DAY))
                .map(
                        known ->
                                new Correspondence(
                                        known.service(),
                                        known.mails() < config.maxMailsPerNotification(),
                                        known.replies() < config.maxRepliesPerNotification()));
    }

    /**
     * Returns when the mail is durable; brought again, it is kept once.
     *
     * @throws DataKeys.Erased when nothing may be sealed for this service any more
     * @throws fr.gouv.notifications.eventing.Unavailable when its key cannot be had now
     * @throws InboundFailedException when the database is away
     */
    void take(Purpose purpose, Attempt attempt, String service, byte[] octets)
            throws DataKeys.Erased {
        var now = clock.instant();
        var box = keys.seal(service, day(now), attempt.notificationId(), InboundMail.SEAL, octets);
        var mail =
                new InboundMail(
                        id(purpose, attempt, octets),
                        purpose,
                        attempt,
                        service,
                        box,
                        now,
                        now.plus(config.patience()),
                        0,
                        0);
        QuarkusTransaction.requiringNew().run(() -> mails.store(mail));
    }

    private static LocalDate day(Instant now) {
        return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }

    /** The same for the same octets to the same address, so that a repetition is no second mail. */
    private static UUID id(Purpose purpose, Attempt attempt, byte[] octets) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update((purpose + "|" + attempt + "|").getBytes(StandardCharsets.UTF_8));
            var hash = ByteBuffer.wrap(digest.digest(octets));
            return new UUID(hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
