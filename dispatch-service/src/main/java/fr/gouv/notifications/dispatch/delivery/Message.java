package fr.gouv.notifications.dispatch.delivery;

import fr.gouv.notifications.contracts.Words;
import java.util.UUID;

/**
 * What a carrier is handed: one citizen's address and the words for it, in clear.
 *
 * @param notificationId stays the same at each attempt, so that a provider can tell a repetition
 * @param service slug of the service that writes
 * @param address where it leads on the carrier's channel
 * @param words the rendered words of all channels
 * @param proofCode by which anyone can ask whether the message is official
 */
public record Message(
        UUID notificationId, String service, String address, Words words, String proofCode) {

    /** Names the notification only: addresses and words must not slip into a log. */
    @Override
    public String toString() {
        return "Message[" + notificationId + "]";
    }
}
