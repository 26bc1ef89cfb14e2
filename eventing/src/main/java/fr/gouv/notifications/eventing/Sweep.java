package fr.gouv.notifications.eventing;

/**
 * Ends states that have lasted too long. Runs by itself from time to time; several replicas may sweep
 * at once, and each row is ended by one.
 */
public interface Sweep {

    /** Ends all that is overdue now, in batches of a bounded size. */
    void sweep();
}
