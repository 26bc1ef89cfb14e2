package fr.gouv.notifications.dispatch.reputation;

import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.contracts.FlowState;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.dispatch.flow.Flow;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReputationPolicyTest {

    private static final ReputationConfig LIMITS = limits(Map.of());

    @ParameterizedTest
    @CsvSource({
        "199, 199, 0, FREE, none",
        "200, 9, 0, FREE, none",
        "200, 10, 0, WATCHED, bounces",
        "200, 19, 0, WATCHED, bounces",
        "200, 20, 0, HELD, bounces",
        "10000, 0, 9, FREE, none",
        "10000, 0, 10, WATCHED, complaints",
        "10000, 0, 30, HELD, complaints",
        "10000, 600, 30, HELD, complaints",
        "300, 0, 2, FREE, none",
        "300, 0, 3, HELD, complaints",
        "0, 0, 50, FREE, none"
    })
    void followsFromTheCountsOfADay(
            long messages, long bounced, long complained, FlowState state, String rule) {
        var flow =
                ReputationPolicy.flow("caf-92", new Counts(messages, bounced, complained), LIMITS);

        assertThat(flow.map(Flow::state).orElse(FlowState.FREE)).isEqualTo(state);
        assertThat(flow.map(Flow::rule).orElse("none")).isEqualTo(rule);
    }

    @Test
    void isCountedAndNothingFollowsWhereItIsSwitchedOff() {
        assertThat(
                        ReputationPolicy.flow(
                                "caf-92",
                                new Counts(1_000, 900, 900),
                                limits(Map.of("dispatch.reputation.enabled", "false"))))
                .isEmpty();
    }

    @Test
    void onlyDeadAddressesSpeakAgainstAList() {
        assertThat(ReputationPolicy.isOfTheAddress(Reason.ADDRESS_UNKNOWN)).isTrue();
        assertThat(ReputationPolicy.isOfTheAddress(Reason.DOMAIN_UNKNOWN)).isTrue();
        assertThat(ReputationPolicy.isOfTheAddress(Reason.ADDRESS_DISABLED)).isTrue();
        assertThat(ReputationPolicy.isOfTheAddress(Reason.MAILBOX_FULL)).isFalse();
        assertThat(ReputationPolicy.isOfTheAddress(Reason.SENDER_REFUSED)).isFalse();
        assertThat(ReputationPolicy.isOfTheAddress(null)).isFalse();
    }

    private static ReputationConfig limits(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withMapping(ReputationConfig.class)
                .withDefaultValues(values)
                .build()
                .getConfigMapping(ReputationConfig.class);
    }
}
