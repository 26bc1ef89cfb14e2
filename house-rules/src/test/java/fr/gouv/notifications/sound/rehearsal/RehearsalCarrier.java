package fr.gouv.notifications.sound.rehearsal;

import fr.gouv.notifications.sound.delivery.Carrier;

/** A provider, found by what it implements. */
class RehearsalCarrier implements Carrier {

    private final Book book = new Book("rehearsal");

    @Override
    public String channel() {
        return book.name();
    }

    @Override
    public void carry(String message) {}
}
