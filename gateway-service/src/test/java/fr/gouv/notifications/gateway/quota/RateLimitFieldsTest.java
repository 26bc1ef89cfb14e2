package fr.gouv.notifications.gateway.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RateLimitFieldsTest {

    private static final Instant NOW = Instant.parse("2026-10-25T10:30:20Z");

    @Test
    void saysWhatIsAllowedAndHowLongAWindowIs() {
        assertThat(policy(Limit.REQUESTS_PER_MINUTE, 6_000))
                .isEqualTo("\"requestsPerMinute\";q=6000;w=60");
        assertThat(policy(Limit.EMAIL_PER_DAY, 500))
                .isEqualTo("\"emailPerDay\";q=500;w=90000;qu=\"messages\"");
        assertThat(policy(Limit.SMS_PER_MONTH, 0))
                .isEqualTo("\"smsPerMonth\";q=0;w=2682000;qu=\"messages\"");
    }

    @Test
    void saysWhatIsLeftAndForHowLong() {
        assertThat(RateLimitFields.standing(Limit.SMS_PER_DAY, 17, Duration.ofSeconds(40)))
                .isEqualTo("\"smsPerDay\";r=17;t=40");
    }

    private static String policy(Limit limit, long size) {
        return RateLimitFields.policy(limit, size, limit.period().at(NOW));
    }
}
