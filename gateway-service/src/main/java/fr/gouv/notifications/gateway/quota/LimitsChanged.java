package fr.gouv.notifications.gateway.quota;

import java.time.Instant;

/**
 * Other limits hold for a service from now on; told inside this process only.
 *
 * @param noticedFrom when no replica believes any more that the old one is reached
 */
public record LimitsChanged(String service, Instant noticedFrom) {

    /** Why work waits that may go on now: the type of the problem that stopped it. */
    public static final String AWAITED = OverQuota.MESSAGES;
}
