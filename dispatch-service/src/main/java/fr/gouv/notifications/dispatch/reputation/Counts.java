package fr.gouv.notifications.dispatch.reputation;

/**
 * What was counted of a public service.
 *
 * @param messages e-mails that a relay took, or refused for their address
 * @param bounced those whose address is dead
 * @param complained those that were called unwanted
 */
record Counts(long messages, long bounced, long complained) {

    static final Counts NONE = new Counts(0, 0, 0);

    Counts plus(Counts other) {
        return new Counts(
                messages + other.messages, bounced + other.bounced, complained + other.complained);
    }
}
