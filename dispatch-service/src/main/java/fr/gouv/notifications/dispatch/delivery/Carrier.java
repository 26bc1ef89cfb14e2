package fr.gouv.notifications.dispatch.delivery;

import fr.gouv.notifications.contracts.Channel;

/**
 * Takes messages to citizens on one channel. One implementation per provider.
 *
 * <p>An implementation turns every answer of its provider into an {@link Outcome}; not knowing is an
 * outcome as well. It only classifies: when to try again is decided by its caller.
 */
public interface Carrier {

    Channel channel();

    /** By what name administrators pause it, and logs and metrics speak of it: kebab-case. */
    String provider();

    /**
     * Called outside any database transaction, by several threads at once, after the attempt was
     * recorded. Lasts as long as the provider's time-outs, two minutes at most.
     *
     * @throws fr.gouv.notifications.eventing.Unavailable when a part of the platform itself is missing
     *     and nothing was sent: the message is put off and no attempt is used
     */
    Outcome carry(Message message);

    /**
     * Whether the provider can be reached now, without sending anything. Called at the probe rate
     * while messages are held back because it could not be reached.
     */
    boolean answers();
}
