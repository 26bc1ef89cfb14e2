package fr.gouv.notifications.contracts;

import java.util.UUID;

/** A fact in the life of one notification. */
public sealed interface NotificationEvent extends Fact
        permits NotificationScheduled,
                NotificationRequested,
                NotificationCancelled,
                NotificationRouted,
                NotificationDeclined,
                DeliveryReported,
                CitizenResponded,
                NotificationOverdue,
                StatusChanged {

    UUID notificationId();

    /** The slug of the public service on whose behalf the notification is sent. */
    String service();

    @Override
    default UUID subject() {
        return notificationId();
    }
}
