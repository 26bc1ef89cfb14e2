package fr.gouv.notifications.clingy.sms;

import fr.gouv.notifications.clingy.delivery.Carrier;

/** A provider. */
public class RehearsalCarrier implements Carrier {

    @Override
    public String channel() {
        return "sms";
    }

    @Override
    public void carry(String message) {}
}
