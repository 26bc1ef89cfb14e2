package fr.gouv.notifications.holding.delivery;

import jakarta.transaction.Transactional;

/** Calls a provider while it holds a connection. */
record Courier(Carrier carrier) {

    @Transactional
    void sendAll() {
        Runnable hidden = () -> carrier.carry("hidden in a lambda");
        hidden.run();
    }
}
