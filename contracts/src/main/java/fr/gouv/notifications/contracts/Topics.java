package fr.gouv.notifications.contracts;

/** The names of the topics, and which fact travels on which. */
public final class Topics {

    public static final String SCHEDULED = "notification.scheduled.v1";
    public static final String REQUESTED_EXPRESS = "notification.requested.express.v1";
    public static final String REQUESTED_BULK = "notification.requested.bulk.v1";
    public static final String CANCELLED = "notification.cancelled.v1";
    public static final String ROUTED_EXPRESS = "notification.routed.express.v1";
    public static final String ROUTED_BULK = "notification.routed.bulk.v1";
    public static final String DECLINED = "notification.declined.v1";
    public static final String DELIVERY_REPORTED = "delivery.reported.v1";
    public static final String CITIZEN_RESPONDED = "citizen.responded.v1";
    public static final String OVERDUE = "notification.overdue.v1";
    public static final String ERASURE_ORDERED = "erasure.ordered.v1";
    public static final String OPERATION_ORDERED = "operation.ordered.v1";
    public static final String BREAKER_CHANGED = "breaker.changed.v1";
    public static final String FLOW_CHANGED = "flow.changed.v1";
    public static final String DOMAIN_REPORTED = "domain.reported.v1";

    /** The topic on which this fact is told. */
    public static String of(Fact fact) {
        return switch (fact) {
            case NotificationScheduled _ -> SCHEDULED;
            case NotificationRequested requested ->
                    requested.lane() == Lane.EXPRESS ? REQUESTED_EXPRESS : REQUESTED_BULK;
            case NotificationRouted routed ->
                    routed.lane() == Lane.EXPRESS ? ROUTED_EXPRESS : ROUTED_BULK;
            case NotificationCancelled _ -> CANCELLED;
            case NotificationDeclined _ -> DECLINED;
            case DeliveryReported _ -> DELIVERY_REPORTED;
            case CitizenResponded _ -> CITIZEN_RESPONDED;
            case NotificationOverdue _ -> OVERDUE;
            case ErasureOrdered _ -> ERASURE_ORDERED;
            case OperationOrdered _ -> OPERATION_ORDERED;
            case BreakerChanged _ -> BREAKER_CHANGED;
            case FlowChanged _ -> FLOW_CHANGED;
            case DomainReported _ -> DOMAIN_REPORTED;
            case StatusChanged changed -> statusOf(changed.service());
            case SubmissionAccepted accepted -> statusOf(accepted.service());
            case SubmissionRefused refused -> statusOf(refused.service());
            case SubmissionReceived _ ->
                    throw new IllegalArgumentException(
                            "a submission travels on the intake topic of the service that sends it");
        };
    }

    /** The topic on which a service publishes its submissions. */
    public static String intakeOf(String service) {
        return "intake." + service + ".v1";
    }

    /** The topic on which a service reads the answers to its submissions, and what became of them. */
    public static String statusOf(String service) {
        return "status." + service + ".v1";
    }

    /** Where a consumer group puts what it cannot read or process. */
    public static String deadLettersOf(String group) {
        return group + ".dead-letter";
    }

    private Topics() {}
}
