package fr.gouv.notifications.gateway.quota;

import java.time.Instant;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The limits of a service, and how much of them is used. */
@Schema(name = "Limits")
record LimitsView(
        String service,
        Standing requestsPerMinute,
        Standing emailPerDay,
        Standing smsPerDay,
        Standing letterPerDay,
        Standing smsPerMonth,
        Standing letterPerMonth) {

    /** One limit. */
    @Schema(name = "LimitStanding")
    record Standing(
            @Schema(description = "How much is allowed") long size,
            @Schema(description = "Whether it is the one that holds for all services")
                    boolean usual,
            @Schema(
                            description =
                                    "Since the last reset; what other replicas of the gateway hold"
                                            + " ready for the service counts as used")
                    long used,
            long left,
            Instant resetsAt) {}

    static LimitsView of(String service, Function<Limit, Standing> standings) {
        return new LimitsView(
                service,
                standings.apply(Limit.REQUESTS_PER_MINUTE),
                standings.apply(Limit.EMAIL_PER_DAY),
                standings.apply(Limit.SMS_PER_DAY),
                standings.apply(Limit.LETTER_PER_DAY),
                standings.apply(Limit.SMS_PER_MONTH),
                standings.apply(Limit.LETTER_PER_MONTH));
    }
}
