package fr.gouv.notifications.gateway.batch;

import static fr.gouv.notifications.contracts.PublicStatus.ACKNOWLEDGED;
import static fr.gouv.notifications.contracts.PublicStatus.CANCELLED;
import static fr.gouv.notifications.contracts.PublicStatus.CONFIRMED;
import static fr.gouv.notifications.contracts.PublicStatus.DELIVERED;
import static fr.gouv.notifications.contracts.PublicStatus.EXPIRED;
import static fr.gouv.notifications.contracts.PublicStatus.REJECTED;
import static fr.gouv.notifications.contracts.PublicStatus.SENT;
import static fr.gouv.notifications.contracts.PublicStatus.SUPPRESSED;
import static fr.gouv.notifications.contracts.PublicStatus.UNDELIVERABLE;
import static fr.gouv.notifications.contracts.PublicStatus.UNKNOWN;

import fr.gouv.notifications.contracts.PublicStatus;
import java.util.Map;
import java.util.stream.Stream;

/** Decides how what became of the accepted rows of a file is summed up. */
final class OutcomePolicy {

    private final Map<PublicStatus, Integer> counts;

    private OutcomePolicy(Map<PublicStatus, Integer> counts) {
        this.counts = counts;
    }

    /**
     * The sum.
     *
     * @param counts of the statuses that tracking knows
     * @param accepted rows that were handed to the line, of which tracking may not have heard yet
     * @param state of the file
     */
    static BatchView.Outcome of(
            Map<PublicStatus, Integer> counts, int accepted, Batch.State state) {
        return new OutcomePolicy(counts).of(accepted, state);
    }

    private BatchView.Outcome of(int accepted, Batch.State state) {
        var delivered = sum(DELIVERED, CONFIRMED, ACKNOWLEDGED);
        var undeliverable = sum(UNDELIVERABLE);
        var unknown = sum(UNKNOWN);
        var sent = sum(SENT);
        var declined = sum(SUPPRESSED, REJECTED);
        var expired = sum(EXPIRED);
        var cancelled = sum(CANCELLED);
        var left = delivered + sent + undeliverable + unknown;
        return new BatchView.Outcome(
                delivered,
                sent,
                undeliverable,
                unknown,
                declined,
                expired,
                cancelled,
                Math.max(0, accepted - left - declined - expired - cancelled),
                isCalledBack(state) ? left : null);
    }

    private int sum(PublicStatus... statuses) {
        return Stream.of(statuses).mapToInt(status -> counts.getOrDefault(status, 0)).sum();
    }

    private static boolean isCalledBack(Batch.State state) {
        return switch (state) {
            case CANCELLING, CANCELLED -> true;
            case CHECKING, READY, RUNNING, PAUSED, DONE, FAILED -> false;
        };
    }
}
