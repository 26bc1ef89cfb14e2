package fr.gouv.notifications.sound.delivery;

import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Translates facts. */
record RoutedListener(Deliveries deliveries) {

    @Incoming("routed")
    @Incoming("declined")
    void on(String fact) {
        deliveries.claim();
    }
}
