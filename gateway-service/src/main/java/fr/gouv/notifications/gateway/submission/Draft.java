package fr.gouv.notifications.gateway.submission;

import fr.gouv.notifications.contracts.Lane;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a door received, not checked yet.
 *
 * @param id of the notification it becomes, when an earlier attempt may have told the same one
 *     already; absent means a new one
 * @param usualLane of this door, for what names none
 * @param batch the file of which it is a row
 */
public record Draft(SubmissionBody body, @Nullable UUID id, Lane usualLane, @Nullable UUID batch) {

    /** A single message: it must not wait behind a campaign. */
    public static Draft single(SubmissionBody body, @Nullable UUID id) {
        return new Draft(body, id, Lane.EXPRESS, null);
    }

    /** One of many. */
    public static Draft ofMany(SubmissionBody body, @Nullable UUID id) {
        return new Draft(body, id, Lane.BULK, null);
    }

    /** A row of a file. */
    public static Draft ofFile(SubmissionBody body, UUID id, UUID batch) {
        return new Draft(body, id, Lane.BULK, batch);
    }

    /** Says nothing of the person. */
    @Override
    public String toString() {
        return "Draft[…]";
    }
}
