package fr.gouv.notifications.tracking.status;

import static jakarta.transaction.Transactional.TxType.MANDATORY;

import fr.gouv.notifications.contracts.NotificationEvent;
import fr.gouv.notifications.eventing.Envelope.Received;
import fr.gouv.notifications.tracking.feed.StatusChange;
import fr.gouv.notifications.tracking.feed.StatusChanges;
import fr.gouv.notifications.tracking.timeline.Timeline;
import fr.gouv.notifications.tracking.timeline.TimelineEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Remembers a batch of facts and brings the notifications they are about up to date, in one
 * transaction and a fixed number of statements.
 *
 * <p>Writers in other replicas may work on the same notifications. Each goes through the same stages
 * (facts, new notifications, known notifications, feed) and in each through the keys in the same order, so
 * one waits for another and never both; and a known notification is derived from its facts only after
 * its row is locked, so no fact is overlooked.
 */
@ApplicationScoped
class RecordFacts {

    private final Timeline timeline;
    private final Notifications notifications;
    private final StatusChanges feed;

    RecordFacts(Timeline timeline, Notifications notifications, StatusChanges feed) {
        this.timeline = timeline;
        this.notifications = notifications;
        this.feed = feed;
    }

    /** Records the batch, and tells which notifications stand differently now. */
    @Transactional
    List<NotificationRow> record(List<Received> batch) {
        var folded = fold(batch);
        timeline.remember(
                folded.values().stream().flatMap(about -> about.facts().stream()).toList());
        List<NotificationRow> rows = new ArrayList<>(folded.size());
        folded.forEach((id, about) -> rows.add(about.firstRow(id)));
        var created = notifications.addAbsent(rows);
        List<NotificationRow> changed = new ArrayList<>(rows.size());
        List<StatusChange> told = new ArrayList<>(rows.size());
        List<UUID> known = new ArrayList<>();
        for (var row : rows) {
            if (created.contains(row.id())) {
                changed.add(row);
                told.add(row.change());
            } else {
                known.add(row.id());
            }
        }
        if (!known.isEmpty()) {
            changed.addAll(bringUpToDate(known, folded, told));
        }
        feed.add(told);
        return changed;
    }

    private List<NotificationRow> bringUpToDate(
            List<UUID> ids, Map<UUID, Folded> folded, List<StatusChange> told) {
        var locked = notifications.lock(ids);
        var facts = timeline.of(ids);
        List<NotificationRow> changed = new ArrayList<>();
        List<NotificationRow> written = new ArrayList<>();
        List<NotificationRow> completed = new ArrayList<>();
        for (var row : locked) {
            var late = row.request() == null ? requestOf(folded.get(row.id())) : null;
            var request = late == null ? row.request() : late;
            var known = facts.getOrDefault(row.id(), List.of());
            // Without facts, because their month was dropped, it stays as it is.
            var standing = known.isEmpty() ? row.standing() : StatusPolicy.standing(known);
            var watch = known.isEmpty() ? Watch.NONE : WatchPolicy.watch(standing, request, known);
            var now = row.changedTo(standing, watch);
            if (late != null) {
                // Told again with its reference: without, the service may not know which it is.
                now = now.completedBy(late, row.sequence() + 1);
                completed.add(now);
            }
            if (!row.shows(standing)) {
                changed.add(now);
            }
            if (now.sequence() > row.sequence()) {
                told.add(now.change());
            }
            if (!row.shows(standing) || late != null || !row.watch().equals(watch)) {
                written.add(now);
            }
        }
        notifications.update(written);
        notifications.complete(completed);
        return changed;
    }

    /** Brings these up to date without a new fact. */
    @Transactional(MANDATORY)
    void review(List<UUID> ids) {
        List<StatusChange> told = new ArrayList<>();
        bringUpToDate(ids, Map.of(), told);
        feed.add(told);
    }

    private static @Nullable Request requestOf(@Nullable Folded about) {
        return about == null ? null : about.request;
    }

    /** The facts of the batch by notification, in the order of the keys. */
    private static SortedMap<UUID, Folded> fold(List<Received> batch) {
        var folded = new TreeMap<UUID, Folded>(Timeline.KEY_ORDER);
        for (var received : batch) {
            if (received.fact() instanceof NotificationEvent fact) {
                folded.computeIfAbsent(fact.notificationId(), _ -> new Folded(fact.service()))
                        .add(received.eventId(), fact);
            }
        }
        return folded;
    }

    /** What a batch says of one notification. */
    private static final class Folded {

        private final String service;
        private final Map<UUID, TimelineEvent> facts = new LinkedHashMap<>(4);
        private @Nullable Request request;

        Folded(String service) {
            this.service = service;
        }

        void add(UUID eventId, NotificationEvent fact) {
            facts.putIfAbsent(eventId, TimelineEvent.of(eventId, fact));
            if (request == null) {
                request = Request.in(fact);
            }
        }

        Collection<TimelineEvent> facts() {
            return facts.values();
        }

        /** The row of a notification of which nothing was known before this batch. */
        NotificationRow firstRow(UUID id) {
            var standing = StatusPolicy.standing(facts.values());
            return new NotificationRow(
                    id,
                    service,
                    request,
                    standing,
                    WatchPolicy.watch(standing, request, facts.values()),
                    1);
        }
    }
}
