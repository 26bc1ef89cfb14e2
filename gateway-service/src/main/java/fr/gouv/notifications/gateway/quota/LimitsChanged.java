package fr.gouv.notifications.gateway.quota;

/** Other limits hold for a service from now on; told inside this process only. */
public record LimitsChanged(String service) {

    /** Why work waits that may go on now: the type of the problem that stopped it. */
    public static final String AWAITED = OverQuota.MESSAGES;
}
