package fr.gouv.notifications.local.terminal;

import java.time.Instant;

/** Prints the time. */
class Terminal {

    void greet() {
        System.out.println(Instant.now());
    }
}
