package fr.gouv.notifications.eventing;

import java.time.InstantSource;

/** Makes the clock of the house. */
final class Clocks {

    static InstantSource system() {
        return InstantSource.system();
    }

    private Clocks() {}
}
