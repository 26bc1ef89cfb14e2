package fr.gouv.notifications.sound.delivery;

/** A failure that can be told apart. */
class DeliveryWithoutId extends RuntimeException {

    DeliveryWithoutId(String message) {
        super(message);
    }
}
