package fr.gouv.notifications.tracking.status;

import fr.gouv.notifications.contracts.PublicStatus;
import fr.gouv.notifications.tracking.status.TrackedNotification.Page;
import fr.gouv.notifications.tracking.timeline.Timeline;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Tells a service where its notifications stand, and no other service. */
@ApplicationScoped
class ReadNotifications {

    private final Notifications notifications;
    private final Timeline timeline;

    ReadNotifications(Notifications notifications, Timeline timeline) {
        this.notifications = notifications;
        this.timeline = timeline;
    }

    /** The notification with all its facts, when it is this service's. */
    @Transactional
    Optional<TrackedNotification> read(String service, UUID id) {
        return notifications
                .find(service, id)
                .flatMap(
                        row ->
                                Optional.ofNullable(timeline.of(List.of(id)).get(id))
                                        .map(facts -> TrackedNotification.complete(row, facts)));
    }

    /** How many notifications of a file of this service have each status. */
    @Transactional
    Map<PublicStatus, Integer> countBatch(String service, UUID batch) {
        return notifications.countBatch(service, batch);
    }

    /** One page of the notifications of this service, newest first. */
    @Transactional
    Page page(String service, NotificationFilter filter, int atMost) {
        var rows = notifications.page(service, filter, atMost + 1);
        var shown = rows.subList(0, Math.min(rows.size(), atMost));
        var next = rows.size() > atMost ? Cursor.behind(shown.getLast()).encode(service) : null;
        return new Page(shown.stream().map(TrackedNotification::listed).toList(), next);
    }
}
