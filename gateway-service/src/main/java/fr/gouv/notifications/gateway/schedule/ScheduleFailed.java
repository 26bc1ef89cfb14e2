package fr.gouv.notifications.gateway.schedule;

/** The database refused the schedule; the transaction must not commit. */
final class ScheduleFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ScheduleFailed(String message, Exception cause) {
        super(message, cause);
    }
}
