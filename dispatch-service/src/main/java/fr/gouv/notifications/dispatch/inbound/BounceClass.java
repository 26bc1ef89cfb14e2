package fr.gouv.notifications.dispatch.inbound;

import fr.gouv.notifications.contracts.Reason;

/**
 * Why a mail came back, from what blames the address least to what blames it most; {@code
 * docs/bounces.md} explains each.
 */
enum BounceClass {
    /** Nothing in the report says why. */
    UNDECIDED(Reason.REFUSED),
    /** The receiver had a fault of its own. */
    SOFT_FAULT(Reason.PROVIDER_FAULT),
    /** It was to be tried again, and was until the relay gave up. */
    SOFT_EXPIRED(Reason.PROVIDER_FAULT),
    /** Nobody answered, or nobody was let in, or no server was found for now. */
    SOFT_CONNECT(Reason.PROVIDER_UNREACHABLE),
    /** The receiver lets strangers wait. */
    SOFT_GREY(Reason.THROTTLED),
    /** We are too fast for the receiver. */
    SOFT_RATE(Reason.THROTTLED),
    /** Our domain did not prove itself: SPF, DKIM, DMARC, reverse DNS. */
    POLICY_AUTH(Reason.SENDER_REFUSED),
    /** Our server is on a list, or has a bad name. */
    POLICY_REPUTATION(Reason.SENDER_REFUSED),
    /** A server on the way does not carry our mail: a configuration is wrong. */
    POLICY_RELAY(Reason.SENDER_REFUSED),
    /** Our address in the envelope cannot receive. */
    POLICY_SENDER(Reason.SENDER_REFUSED),
    /** It went round in circles. */
    POLICY_LOOP(Reason.SENDER_REFUSED),
    /** It is too large. */
    POLICY_SIZE(Reason.CONTENT_REFUSED),
    /** What it says or carries is not wanted. */
    POLICY_CONTENT(Reason.CONTENT_REFUSED),
    /** The mailbox is full. */
    SOFT_FULL(Reason.MAILBOX_FULL),
    /** A refusal that is usual for unknown addresses and gives no reason. */
    HARD_UNCLEAR(Reason.REFUSED),
    /** The mailbox is closed. */
    HARD_DISABLED(Reason.ADDRESS_DISABLED),
    /** The domain does not exist or takes no mail. */
    HARD_DOMAIN(Reason.DOMAIN_UNKNOWN),
    /** Nobody has this address. */
    HARD_ADDRESS(Reason.ADDRESS_UNKNOWN);

    private final Reason reason;

    BounceClass(Reason reason) {
        this.reason = reason;
    }

    /** What the citizen's service is told. */
    Reason reason() {
        return reason;
    }

    /** Whether it would have passed if the relay had gone on trying. */
    boolean isPassing() {
        return this == SOFT_FAULT || this == SOFT_GREY || this == SOFT_RATE || this == SOFT_CONNECT;
    }
}
