package fr.gouv.notifications.dispatch.reply;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where public services read what citizens answer: known to the gateway, which they tell. */
public interface ReplyMailboxes {

    /**
     * Asked for each reply. May take as long as one network call.
     *
     * @return empty when there is no such service any more
     * @throws fr.gouv.notifications.eventing.Unavailable when it cannot be had now
     */
    Optional<Mailbox> of(String service, UUID notification);

    /**
     * One of them.
     *
     * @param name of the service, in the words of the citizen
     * @param reference under which the service knows the notification; absent when it gave none
     */
    record Mailbox(String service, String name, String address, @Nullable String reference) {

        /** Names the service only. */
        @Override
        public String toString() {
            return "Mailbox[" + service + "]";
        }
    }
}
