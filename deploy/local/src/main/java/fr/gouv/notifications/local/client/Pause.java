package fr.gouv.notifications.local.client;

import java.time.Duration;

/** A wait between two questions. */
final class Pause {

    static void of(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ClientFailure("The wait was interrupted.", stopped);
        }
    }

    private Pause() {}
}
