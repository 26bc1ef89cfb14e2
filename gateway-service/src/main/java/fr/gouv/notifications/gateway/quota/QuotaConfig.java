package fr.gouv.notifications.gateway.quota;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What a public service may do for which nobody has set limits, and how use is counted. */
@ConfigMapping(prefix = "gateway.quota")
interface QuotaConfig {

    @WithDefault("6000")
    long requestsPerMinute();

    @WithDefault("500000")
    long emailPerDay();

    @WithDefault("50000")
    long smsPerDay();

    @WithDefault("10000")
    long letterPerDay();

    @WithDefault("500000")
    long smsPerMonth();

    @WithDefault("100000")
    long letterPerMonth();

    /**
     * How long a replica keeps what it has reserved and not used, before others may have it. Also how
     * long it may take until a lowered limit is noticed everywhere.
     */
    @WithDefault("10s")
    Duration keptFor();

    /** How long it is believed that a limit is reached, before the database is asked again. */
    @WithDefault("1s")
    Duration believedFor();

    /** How long what was counted can be looked up once its window is over. */
    @WithDefault("1d")
    Duration rememberedFor();

    default long size(Limit limit) {
        return switch (limit) {
            case REQUESTS_PER_MINUTE -> requestsPerMinute();
            case EMAIL_PER_DAY -> emailPerDay();
            case SMS_PER_DAY -> smsPerDay();
            case LETTER_PER_DAY -> letterPerDay();
            case SMS_PER_MONTH -> smsPerMonth();
            case LETTER_PER_MONTH -> letterPerMonth();
        };
    }
}
