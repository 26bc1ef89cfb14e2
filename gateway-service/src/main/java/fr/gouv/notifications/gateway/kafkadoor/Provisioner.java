package fr.gouv.notifications.gateway.kafkadoor;

import java.io.Serial;

/**
 * Makes a door on the broker. Called outside any transaction, by one replica at a time for one
 * service; may take as long as its time-outs, which together stay below {@link Doors#LEASE}.
 */
interface Provisioner {

    /**
     * Makes topics, user and rights, as far as an earlier attempt has not made them, and gives the user
     * this password; a former one is dead for new connections.
     *
     * @throws NotProvided when the broker did not do all of it; the same call completes it later
     */
    void provide(KafkaDoor door, String password);

    /** The broker did not do its part. */
    final class NotProvided extends RuntimeException {

        @Serial private static final long serialVersionUID = 1L;

        NotProvided(String step, Throwable cause) {
            super(step, cause);
        }
    }
}
