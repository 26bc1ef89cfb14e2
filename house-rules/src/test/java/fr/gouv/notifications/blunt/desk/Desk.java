package fr.gouv.notifications.blunt.desk;

import java.util.function.Supplier;

/** Fails without saying how. */
class Desk {

    final Supplier<Exception> failure = Exception::new;

    void open() {
        throw new RuntimeException("closed");
    }
}
