package fr.gouv.notifications.dispatch.reply;

import java.util.Optional;

/** Where public services read what citizens answer: known to the gateway, which they tell. */
public interface ReplyMailboxes {

    /**
     * Asked for each reply. May take as long as one network call.
     *
     * @return empty when there is no such service any more
     * @throws fr.gouv.notifications.eventing.Unavailable when it cannot be had now
     */
    Optional<Mailbox> of(String service);

    /**
     * One of them.
     *
     * @param name of the service, in the words of the citizen
     */
    record Mailbox(String service, String name, String address) {}
}
