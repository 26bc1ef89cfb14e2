package fr.gouv.notifications.dispatch.delivery;

import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.Words;
import fr.gouv.notifications.dispatch.inbound.WaysBack;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a carrier is handed: one citizen's address and the words for it, in clear.
 *
 * @param notificationId stays the same at each attempt, so that a provider can tell a repetition
 * @param attempt number of this attempt on the channel, from 1
 * @param service slug of the service that writes
 * @param lane in which it travels
 * @param address where it leads on the carrier's channel
 * @param words the rendered words of all channels
 * @param proofCode by which anyone can ask whether the message is official
 * @param back where what others say of the message comes back; absent when nobody listens there
 */
public record Message(
        UUID notificationId,
        int attempt,
        String service,
        Lane lane,
        String address,
        Words words,
        String proofCode,
        @Nullable WaysBack back) {

    /** A message that nobody can send back. */
    public Message(
            UUID notificationId,
            int attempt,
            String service,
            Lane lane,
            String address,
            Words words,
            String proofCode) {
        this(notificationId, attempt, service, lane, address, words, proofCode, null);
    }

    /** Names the notification only: addresses and words must not slip into a log. */
    @Override
    public String toString() {
        return "Message[" + notificationId + "]";
    }
}
