package fr.gouv.notifications.dispatch.delivery;

import fr.gouv.notifications.contracts.Reason;

/** Why a message could not be taken now but may be later; each kind has its own patience. */
public enum Hindrance {
    /** An unknown sender is asked to come back in some minutes. */
    GREYLISTED(Reason.THROTTLED),
    /** We send too much, too fast. */
    THROTTLED(Reason.THROTTLED),
    /** The mailbox is full; its owner must act first. */
    MAILBOX_FULL(Reason.MAILBOX_FULL),
    /** The provider has a fault of its own. */
    FAULT(Reason.PROVIDER_FAULT),
    /** The conversation broke off before the message was complete: it cannot have been taken. */
    INTERRUPTED(Reason.PROVIDER_UNREACHABLE),
    /** The provider could not be reached at all. */
    UNREACHABLE(Reason.PROVIDER_UNREACHABLE),
    /** Our account, domain or configuration is at fault; a person must act. */
    OURSELVES(Reason.SENDER_REFUSED);

    private final Reason reason;

    Hindrance(Reason reason) {
        this.reason = reason;
    }

    /** How the hindrance is told to the service. */
    public Reason reason() {
        return reason;
    }
}
