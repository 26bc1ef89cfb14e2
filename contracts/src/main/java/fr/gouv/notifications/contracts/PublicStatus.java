package fr.gouv.notifications.contracts;

/** What a public service is told about a notification; every fact leads to exactly one of these. */
public enum PublicStatus {
    /** The platform holds the request durably. */
    ACCEPTED,
    /** It waits for its time. */
    SCHEDULED,
    /** A way was chosen and is being tried. */
    IN_PROGRESS,
    /** A provider took it; nothing proves yet that it arrived. */
    SENT,
    /** It reached the mailbox, the handset or the letter box. */
    DELIVERED,
    /** A receipt proves that the citizen has it. */
    CONFIRMED,
    /** The citizen said so. */
    ACKNOWLEDGED,
    /** Every way was tried and failed. */
    UNDELIVERABLE,
    /** It may have left; nobody can say. */
    UNKNOWN,
    /** Its time passed before it could leave. */
    EXPIRED,
    /** The service stopped it. */
    CANCELLED,
    /** The citizen refused such messages, or the address is dead. */
    SUPPRESSED,
    /** The request was refused. */
    REJECTED;

    /** Whether nothing more is expected; a proof that comes later may still make it better known. */
    public boolean settled() {
        return switch (this) {
            case ACCEPTED, SCHEDULED, IN_PROGRESS, SENT -> false;
            case DELIVERED,
                    CONFIRMED,
                    ACKNOWLEDGED,
                    UNDELIVERABLE,
                    UNKNOWN,
                    EXPIRED,
                    CANCELLED,
                    SUPPRESSED,
                    REJECTED ->
                    true;
        };
    }
}
