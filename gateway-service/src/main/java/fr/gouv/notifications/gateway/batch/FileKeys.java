package fr.gouv.notifications.gateway.batch;

import fr.gouv.notifications.gateway.idempotency.Claim;
import fr.gouv.notifications.gateway.idempotency.IdempotencyKey;
import fr.gouv.notifications.gateway.idempotency.IdempotencyKeys;
import fr.gouv.notifications.gateway.idempotency.KeyRefusals;
import fr.gouv.notifications.gateway.idempotency.Reservation;
import fr.gouv.notifications.gateway.problem.Refused;
import fr.gouv.notifications.gateway.submission.Fingerprints;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Lets a form that is sent again under its key make one batch. */
@ApplicationScoped
class FileKeys {

    private static final Logger LOG = Logger.getLogger(FileKeys.class);

    /** From here on nobody knows whether something was kept. */
    private static final int UNAVAILABLE = 500;

    private final IdempotencyKeys keys;
    private final Fingerprints fingerprints;

    FileKeys(IdempotencyKeys keys, Fingerprints fingerprints) {
        this.keys = keys;
        this.fingerprints = fingerprints;
    }

    /** Makes a batch of this id, or finds that it is there already. */
    interface Work {

        TakenFile begin(UUID batch) throws IOException;
    }

    /**
     * Does the work, unless it was done under this key.
     *
     * @throws Refused when the key was used for another form, or is in use now, or by the work: it is
     *     free then for the corrected form
     */
    TakenFile once(String service, IdempotencyKey key, Upload upload, Work work)
            throws IOException {
        var claim =
                new Claim(
                        service,
                        key,
                        UUID.randomUUID(),
                        fingerprints.of(service, key, content(upload)));
        return switch (keys.reserve(List.of(claim)).getFirst()) {
            case Reservation.Ours ours -> done(ours, work);
            case Reservation.Answered(var batch, _) -> new TakenFile.Replayed(batch);
            case Reservation.Differs(var fields) -> throw KeyRefusals.differs(fields);
            case Reservation.InProgress _, Reservation.Repeated _ -> throw KeyRefusals.inProgress();
        };
    }

    private static Map<String, String> content(Upload upload) {
        var content = new HashMap<>(upload.fields());
        content.put("file", upload.digest());
        return content;
    }

    private TakenFile done(Reservation.Ours ours, Work work) throws IOException {
        try {
            var taken = work.begin(ours.notification());
            remember(ours);
            return taken;
        } catch (Refused refusal) {
            if (refusal.problem().status() < UNAVAILABLE) {
                keys.forget(List.of(ours));
            } else {
                keys.release(List.of(ours));
            }
            throw refusal;
        } catch (IOException | RuntimeException e) {
            keys.release(List.of(ours));
            throw e;
        }
    }

    /** The batch exists already: who comes with the key meanwhile finds it by its id. */
    private void remember(Reservation.Ours ours) {
        try {
            keys.complete(Map.of(ours, ours.notification().toString()));
        } catch (Refused _) {
            LOG.warnf("the key of batch %s could not be kept", ours.notification());
        }
    }
}
