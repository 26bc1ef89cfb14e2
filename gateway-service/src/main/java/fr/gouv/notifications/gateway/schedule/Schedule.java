package fr.gouv.notifications.gateway.schedule;

import fr.gouv.notifications.contracts.NotificationRequested;
import fr.gouv.notifications.eventing.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Keeps accepted notifications until their time has come, and stops those that wait. What is kept or
 * stopped is told in the same transaction.
 */
@ApplicationScoped
public class Schedule {

    private final ScheduledNotifications rows;
    private final Outbox outbox;
    private final InstantSource clock;

    Schedule(ScheduledNotifications rows, Outbox outbox, InstantSource clock) {
        this.rows = rows;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * Keeps these until their {@code notBefore}; one that is kept already, or was, changes nothing.
     */
    @Transactional
    public void keep(List<NotificationRequested> requests) {
        var added = rows.add(requests);
        outbox.tellAll(
                requests.stream()
                        .filter(request -> added.contains(request.notificationId()))
                        .map(ReleasePolicy::kept)
                        .toList());
    }

    /**
     * Stops those of these that still wait here.
     *
     * @return those that will never leave because of this call or an earlier one
     */
    @Transactional
    public Set<UUID> stop(String service, Collection<UUID> ids) {
        var now = clock.instant();
        var stopped = rows.stop(service, ids, now);
        outbox.tellAll(
                stopped.stream().map(id -> ReleasePolicy.stopped(service, id, now)).toList());
        return stopped.size() == ids.size() ? stopped : rows.stopped(service, ids);
    }

    /** What the schedule knows of this notification of this service. */
    public Optional<Kept> find(String service, UUID id) {
        return rows.find(service, id);
    }
}
