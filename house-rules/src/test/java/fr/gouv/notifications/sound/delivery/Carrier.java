package fr.gouv.notifications.sound.delivery;

/** A port as in the dispatch service. */
public interface Carrier {

    String channel();

    void carry(String message);
}
