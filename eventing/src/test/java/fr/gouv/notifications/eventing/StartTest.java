package fr.gouv.notifications.eventing;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StartTest {

    @Test
    void namesEveryMissingSettingAndTheRemedy() {
        var missing =
                Start.missing(
                        config(
                                Map.of(
                                        "quarkus.datasource.jdbc.url", "${DB_URL}",
                                        "gateway.token-url", "${OIDC_URL}/token",
                                        "settings.DB_URL", "the database",
                                        "settings.OIDC_URL", "the realm")));

        assertThat(missing)
                .containsExactly(
                        "DB_URL is not set: set it to the database.",
                        "OIDC_URL is not set: set it to the realm.");
    }

    @Test
    void anEmptySettingIsMissingToo() {
        assertThat(
                        Start.missing(
                                config(
                                        Map.of(
                                                "a.b", "${SMTP_HOST}",
                                                "SMTP_HOST", " ",
                                                "settings.SMTP_HOST", "the relay"))))
                .containsExactly("SMTP_HOST is not set: set it to the relay.");
    }

    @Test
    void asksForNothingThatHasAValueADefaultOrIsNotUsed() {
        assertThat(
                        Start.missing(
                                config(
                                        Map.of(
                                                "a.set", "${SET}",
                                                "SET", "x",
                                                "a.defaulted", "${DEFAULTED:}",
                                                "%test.a.other", "${OF_TESTS}",
                                                "PS1", "${OF_A_SHELL}"))))
                .isEmpty();
    }

    @Test
    void aPropertyThatIsSetByItsOwnNameNeedsNoVariable() {
        var own = new PropertiesConfigSource(Map.of("a.b", "direct"), "command line", 400);

        assertThat(Start.missing(config(Map.of("a.b", "${NEEDED}"), own))).isEmpty();
    }

    @Test
    void aBrokerThatKnowsItsUsersNeedsAnAccount() {
        var jaas = "username=\"${KAFKA_USER:}\" password=\"${KAFKA_PASSWORD:}\"";

        assertThat(
                        Start.missing(
                                config(
                                        Map.of(
                                                "kafka.security.protocol", "SASL_SSL",
                                                "kafka.sasl.jaas.config", jaas,
                                                "KAFKA_USER", "gateway"))))
                .singleElement()
                .asString()
                .startsWith("KAFKA_PASSWORD is not set");
        assertThat(
                        Start.missing(
                                config(
                                        Map.of(
                                                "kafka.security.protocol",
                                                "PLAINTEXT",
                                                "kafka.sasl.jaas.config",
                                                jaas))))
                .isEmpty();
    }

    private static SmallRyeConfig config(
            Map<String, String> values, PropertiesConfigSource... more) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(values, "application.properties", 250))
                .withSources(more)
                .build();
    }
}
