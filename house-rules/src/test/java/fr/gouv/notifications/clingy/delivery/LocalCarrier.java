package fr.gouv.notifications.clingy.delivery;

/** A provider beside its port. */
class LocalCarrier implements Carrier {

    @Override
    public String channel() {
        return "local";
    }

    @Override
    public void carry(String message) {}
}
