package fr.gouv.notifications.dispatch.delivery;

/** One of several ways in which a carrier can hand over the same message, which fails by itself. */
public interface Route {

    /** By what name administrators pause it, and logs and metrics speak of it: kebab-case. */
    String name();

    /** As {@link Carrier#answers()}, for this way alone. */
    boolean answers();
}
