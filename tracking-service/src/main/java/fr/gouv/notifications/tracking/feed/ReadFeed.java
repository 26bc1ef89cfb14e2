package fr.gouv.notifications.tracking.feed;

import fr.gouv.notifications.contracts.StatusChanged;
import fr.gouv.notifications.eventing.Envelope;
import fr.gouv.notifications.tracking.problem.InvalidQuery;
import fr.gouv.notifications.tracking.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads on in the feed of one service. */
@ApplicationScoped
class ReadFeed {

    /** Where a reader begins who does not want to hear what has been. */
    static final String LATEST = "latest";

    private final StatusChanges changes;
    private final FeedWatch watch;
    private final FeedConfig config;
    private final InstantSource clock;

    ReadFeed(StatusChanges changes, FeedWatch watch, FeedConfig config, InstantSource clock) {
        this.changes = changes;
        this.watch = watch;
        this.config = config;
        this.clock = clock;
    }

    /**
     * The changes behind the cursor; when there are none, waits for some as long as is wished.
     *
     * @param cursor absent to begin with the oldest that is kept
     */
    FeedPage page(String service, @Nullable String cursor, int atMost, Duration wait)
            throws InvalidQuery, InterruptedException {
        var now = clock.instant();
        if (LATEST.equals(cursor)) {
            return page(service, changes.after(service, Long.MAX_VALUE, 0, 1), now, atMost);
        }
        var told = first(service, cursor, atMost, now);
        if (!told.rows().isEmpty() || wait.isZero()) {
            return page(service, told, now, atMost);
        }
        var position = behind(told, now, atMost);
        watch.await(service, position, wait);
        var later = clock.instant();
        return page(
                service,
                changes.after(service, position.transaction(), position.ordinal(), atMost),
                later,
                atMost);
    }

    private StatusChanges.Told first(
            String service, @Nullable String cursor, int atMost, Instant now) throws InvalidQuery {
        if (cursor == null) {
            return changes.after(service, 0, 0, atMost);
        }
        var position =
                FeedCursor.decode(service, cursor)
                        .orElseThrow(() -> new InvalidQuery(Problem.invalidCursor()));
        if (position.at().isBefore(now.minus(config.kept()))) {
            throw new InvalidQuery(
                    Problem.lapsedCursor(
                            "it is older than the "
                                    + config.kept().toDays()
                                    + " days that changes are kept"));
        }
        var told = changes.after(service, position.transaction(), position.ordinal(), atMost);
        if (!told.life().equals(position.life())) {
            throw new InvalidQuery(
                    Problem.lapsedCursor(
                            "the platform's database was restored since it was given"));
        }
        return told;
    }

    private static FeedPage page(String service, StatusChanges.Told told, Instant now, int atMost) {
        return new FeedPage(
                told.rows().stream().map(ReadFeed::event).toList(),
                FeedCursor.encode(service, behind(told, now, atMost)));
    }

    /** Behind the last change of a full page; else behind everything older than the horizon. */
    private static Position behind(StatusChanges.Told told, Instant now, int atMost) {
        if (told.rows().size() == atMost) {
            var last = told.rows().getLast();
            return new Position(told.life(), last.transaction(), last.ordinal(), last.toldAt());
        }
        return new Position(told.life(), told.horizon() - 1, Long.MAX_VALUE, now);
    }

    private static FeedPage.Event event(StatusChanges.Row row) {
        var change = row.change();
        return new FeedPage.Event(
                idOf(change),
                change.notificationId(),
                change.sequence(),
                change.status(),
                change.status().settled(),
                change.reason(),
                change.providerCode(),
                change.channel(),
                change.at(),
                row.recipient());
    }

    /** The id of the same change on the status topic. */
    private static UUID idOf(StatusChange change) {
        return Envelope.eventId(
                new StatusChanged(
                        change.notificationId(),
                        change.at(),
                        change.service(),
                        change.sequence(),
                        change.status(),
                        change.reason(),
                        change.providerCode()));
    }
}
