package fr.gouv.notifications.preferences.routing;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.NotificationRequested;
import fr.gouv.notifications.contracts.Recipient;
import fr.gouv.notifications.preferences.citizen.CitizenKey;
import fr.gouv.notifications.preferences.citizen.Digests;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request whose recipient lies open.
 *
 * @param citizen whom the service means, when it leaves the addresses to us
 */
record Opened(NotificationRequested request, Recipient recipient, @Nullable CitizenKey citizen) {

    static Opened of(NotificationRequested request, Recipient recipient, Digests digests) {
        var reference = recipient.citizen();
        return new Opened(
                request,
                recipient,
                reference == null
                        ? null
                        : new CitizenKey(request.service(), digests.ofCitizen(reference)));
    }

    /** The addresses to choose from: those that came with the request stand before known ones. */
    Map<Channel, String> addresses(Map<CitizenKey, Map<Channel, String>> known) {
        Map<Channel, String> addresses = new EnumMap<>(Channel.class);
        if (citizen != null) {
            addresses.putAll(known.getOrDefault(citizen, Map.of()));
        }
        if (recipient.email() != null) {
            addresses.put(Channel.EMAIL, recipient.email());
        }
        if (recipient.phone() != null) {
            addresses.put(Channel.SMS, recipient.phone());
        }
        return addresses;
    }

    /** Says nothing of the person. */
    @Override
    public String toString() {
        return "Opened[" + request.notificationId() + "]";
    }
}
