package fr.gouv.notifications.eavesdropping.desk;

import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Listens to one channel, and to two. */
class Desk {

    @Incoming("requested")
    void on(String fact) {}

    @Incoming("routed")
    @Incoming("declined")
    void onEither(String fact) {}
}
