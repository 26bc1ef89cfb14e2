package fr.gouv.notifications.preferences.citizen;

import fr.gouv.notifications.contracts.Channel;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** What is known about many citizens at once: one statement for a whole batch. */
@ApplicationScoped
public class KnownCitizens {

    private final Contacts contacts;
    private final ContactSeal seal;

    KnownCitizens(Contacts contacts, ContactSeal seal) {
        this.contacts = contacts;
        this.seal = seal;
    }

    /** The addresses of these citizens; who has none is absent. */
    public Map<CitizenKey, Map<Channel, String>> addressesOf(Collection<CitizenKey> citizens) {
        Map<CitizenKey, Map<Channel, String>> addresses = new HashMap<>();
        contacts.ofAll(citizens)
                .forEach((citizen, boxes) -> addresses.put(citizen, open(citizen, boxes)));
        return addresses;
    }

    private Map<Channel, String> open(CitizenKey citizen, Map<Channel, String> boxes) {
        Map<Channel, String> opened = new EnumMap<>(Channel.class);
        boxes.forEach((channel, box) -> opened.put(channel, seal.open(citizen, channel, box)));
        return opened;
    }
}
