package fr.gouv.notifications.contracts;

/**
 * Why a notification is where it is: the closed list behind every status, written in kebab-case on
 * the wire and explained in {@code docs/glossary.md}.
 */
public enum Reason {
    /** The citizen refused this service, or this channel of it. */
    OPTED_OUT,
    /** The address is known to be dead or has complained. */
    SUPPRESSED_ADDRESS,
    /** No address is known for any channel that may be used. */
    NO_ADDRESS,
    /** The channel has no provider on this platform. */
    CHANNEL_NOT_OFFERED,
    /** The same message was asked for twice. */
    DUPLICATE,
    /** The request did not pass the checks of the gateway. */
    INVALID_REQUEST,
    /** The provider says that this address does not exist. */
    ADDRESS_UNKNOWN,
    /** The provider says that this address no longer takes messages. */
    ADDRESS_DISABLED,
    /** The domain of the address does not exist or takes no mail. */
    DOMAIN_UNKNOWN,
    /** The mailbox is full. */
    MAILBOX_FULL,
    /** The provider refuses what the message says or how large it is. */
    CONTENT_REFUSED,
    /** The provider refuses us, not the citizen: authentication, reputation, relaying. */
    SENDER_REFUSED,
    /** The provider refused without saying why. */
    REFUSED,
    /** The provider asks to come back later. */
    THROTTLED,
    /** The provider could not be reached or did not answer. */
    PROVIDER_UNREACHABLE,
    /** The provider reports a fault of its own that should pass. */
    PROVIDER_FAULT,
    /** Nobody knows whether the provider took the message. */
    AMBIGUOUS,
    /** The time in which the message was useful has passed. */
    EXPIRED,
    /** The service cancelled it. */
    CANCELLED,
    /** The data key was destroyed: the message can no longer be read, and is not sent. */
    ERASED,
    /** Nothing was heard of the message in the time in which something would have been. */
    NO_NEWS
}
