package fr.gouv.notifications.gateway.quota;

import fr.gouv.notifications.gateway.problem.Fault;
import fr.gouv.notifications.gateway.problem.Problem;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The limits that are to hold for a service; what is left out is as the platform has it for all. */
@Schema(name = "LimitsToSet")
record LimitsBody(
        @Schema(minimum = "1", examples = "6000") @Nullable Integer requestsPerMinute,
        @Schema(minimum = "0", examples = "500000") @Nullable Integer emailPerDay,
        @Schema(minimum = "0", examples = "50000") @Nullable Integer smsPerDay,
        @Schema(minimum = "0", examples = "10000") @Nullable Integer letterPerDay,
        @Schema(minimum = "0", examples = "500000") @Nullable Integer smsPerMonth,
        @Schema(minimum = "0", examples = "100000") @Nullable Integer letterPerMonth) {

    /** More than anybody has citizens to write to. */
    private static final int MOST = 1_000_000_000;

    /**
     * What is to be set.
     *
     * @throws fr.gouv.notifications.gateway.problem.Refused which names all that is wrong
     */
    Map<Limit, Long> checked() {
        var sizes = new EnumMap<Limit, Long>(Limit.class);
        var faults = new ArrayList<Fault>();
        for (var limit : Limit.values()) {
            var size = size(limit);
            // Without a request nobody could even read why.
            var least = limit.countsRequests() ? 1 : 0;
            if (size == null) {
                continue;
            }
            if (size < least || size > MOST) {
                faults.add(
                        new Fault(
                                limit.word(),
                                "out-of-range",
                                "is not between " + least + " and " + MOST,
                                "send a number in this range, or leave it out for the usual"
                                        + " limit"));
            }
            sizes.put(limit, size.longValue());
        }
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults).refused();
        }
        return sizes;
    }

    private @Nullable Integer size(Limit limit) {
        return switch (limit) {
            case REQUESTS_PER_MINUTE -> requestsPerMinute;
            case EMAIL_PER_DAY -> emailPerDay;
            case SMS_PER_DAY -> smsPerDay;
            case LETTER_PER_DAY -> letterPerDay;
            case SMS_PER_MONTH -> smsPerMonth;
            case LETTER_PER_MONTH -> letterPerMonth;
        };
    }
}
