package fr.gouv.notifications.holding.delivery;

/** Calls a provider while it holds a partition. */
record RoutedListener(Carrier carrier) {

    void on(String fact) {
        carrier.carry(fact);
    }
}
