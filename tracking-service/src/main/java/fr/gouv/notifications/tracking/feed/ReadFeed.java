package fr.gouv.notifications.tracking.feed;

import fr.gouv.notifications.contracts.StatusChanged;
import fr.gouv.notifications.eventing.Envelope;
import fr.gouv.notifications.tracking.problem.InvalidQuery;
import fr.gouv.notifications.tracking.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
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

    ReadFeed(StatusChanges changes, FeedWatch watch, FeedConfig config) {
        this.changes = changes;
        this.watch = watch;
        this.config = config;
    }

    /**
     * The changes behind the cursor; when there are none, waits for some as long as is wished, unless
     * too many others wait already.
     *
     * @param cursor absent to begin with the oldest that is kept
     */
    FeedPage page(String service, @Nullable String cursor, int atMost, Duration wait)
            throws InvalidQuery, InterruptedException {
        var from = start(service, cursor);
        var told = told(service, from, atMost);
        if (told.rows().isEmpty() && !wait.isZero()) {
            if (!watch.await(service, from.number(), wait)) {
                throw new InvalidQuery(Problem.tooManyReaders());
            }
            told = told(service, from, atMost);
        }
        return new FeedPage(
                told.rows().stream().map(ReadFeed::event).toList(),
                FeedCursor.encode(service, behind(told, from, atMost)));
    }

    private Position start(String service, @Nullable String cursor) throws InvalidQuery {
        if (cursor == null) {
            var state = changes.state();
            return new Position(state.life(), state.lapsedThrough());
        }
        if (LATEST.equals(cursor)) {
            var horizon = changes.horizon();
            return new Position(changes.state().life(), horizon);
        }
        return FeedCursor.decode(service, cursor);
    }

    /** Refuses a position behind which changes are gone, or that this database does not know. */
    private StatusChanges.Told told(String service, Position from, int atMost) throws InvalidQuery {
        var told = changes.after(service, from.number(), atMost);
        var state = told.state();
        if (!state.life().equals(from.life()) || from.number() > state.drawn()) {
            throw new InvalidQuery(
                    Problem.lapsedCursor(
                            "the platform's database was restored or replaced since it was given"));
        }
        if (from.number() < state.lapsedThrough()) {
            throw new InvalidQuery(
                    Problem.lapsedCursor(
                            "changes behind it are older than the "
                                    + config.kept().toDays()
                                    + " days that they are kept"));
        }
        return told;
    }

    /** Behind the last change of a full page; else behind all that is complete. */
    private static Position behind(StatusChanges.Told told, Position from, int atMost) {
        var reached =
                told.rows().size() == atMost ? told.rows().getLast().position() : told.horizon();
        return new Position(from.life(), Math.max(from.number(), reached));
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
                change.replied(),
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
                        change.providerCode(),
                        change.replied() ? true : null));
    }
}
