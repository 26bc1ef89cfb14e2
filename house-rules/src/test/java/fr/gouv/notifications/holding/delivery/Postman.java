package fr.gouv.notifications.holding.delivery;

import jakarta.transaction.Transactional;

/** Every method of it holds a connection. */
@Transactional
record Postman(Carrier carrier) {

    void send() {
        carrier.carry("by the annotation of the class");
    }
}
