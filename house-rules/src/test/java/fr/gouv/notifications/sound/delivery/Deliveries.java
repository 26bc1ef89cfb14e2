package fr.gouv.notifications.sound.delivery;

import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Takes its clock by the constructor, and calls providers outside of transactions. */
class Deliveries {

    private final Carrier carrier;
    private final InstantSource clock;

    Deliveries(Carrier carrier, InstantSource clock) {
        this.carrier = carrier;
        this.clock = clock;
    }

    @Transactional
    String claim() {
        return carrier.channel() + RetryPolicy.next(clock.instant(), 1) + today();
    }

    @Transactional(TxType.NOT_SUPPORTED)
    void send(Delivery delivery) {
        if (delivery.id == null) {
            throw new DeliveryWithoutId("a delivery has an id");
        }
        carrier.carry(delivery.id);
    }

    private LocalDate today() {
        return LocalDate.now(clock.withZone(ZoneOffset.UTC));
    }
}
