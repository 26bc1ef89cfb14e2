package fr.gouv.notifications.dispatch.email;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RelayConfigTest {

    private static final Map<String, String> FIRST =
            Map.of(
                    "dispatch.smtp.host", "mail.test",
                    "dispatch.smtp.port", "587",
                    "dispatch.smtp.tls", "starttls",
                    "dispatch.smtp.evidence", "DSN",
                    "dispatch.smtp.ehlo", "notif.test",
                    "dispatch.smtp.mail-domain", "notif.test");

    @Test
    void aSecondRelayIsDescribedByTheEnvironmentAlone() {
        var second =
                Map.of(
                        "DISPATCH_SMTP_RELAYS_BACKUP_HOST", "backup.test",
                        "DISPATCH_SMTP_RELAYS_BACKUP_PORT", "465",
                        "DISPATCH_SMTP_RELAYS_BACKUP_TLS", "tls",
                        "DISPATCH_SMTP_RELAYS_BACKUP_EVIDENCE", "SILENCE",
                        "DISPATCH_SMTP_RELAYS_BACKUP_EHLO", "notif.test",
                        "DISPATCH_SMTP_RELAYS_BACKUP_WEIGHT", "3",
                        "DISPATCH_SMTP_RELAYS_BACKUP_MAX_SESSIONS", "5");

        var relays = config(second).relays();

        assertThat(relays).containsOnlyKeys("backup");
        assertThat(relays.get("backup"))
                .satisfies(
                        backup -> {
                            assertThat(backup.host()).isEqualTo("backup.test");
                            assertThat(backup.tls()).isEqualTo(RelayConfig.Protection.TLS);
                            assertThat(backup.weight()).isEqualTo(3);
                            assertThat(backup.maxSessions()).isEqualTo(5);
                            assertThat(backup.maxMessagesPerSession()).isEqualTo(100);
                        });
    }

    @Test
    void withoutMoreThereIsOneRelay() {
        var config = config(Map.of());

        assertThat(config.relays()).isEmpty();
        assertThat(config.weight()).isEqualTo(1);
    }

    private static SmtpConfig config(Map<String, String> environment) {
        return new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(SmtpConfig.class)
                .withSources(new PropertiesConfigSource(FIRST, "first", 100))
                .withSources(new EnvConfigSource(environment, 300))
                .build()
                .getConfigMapping(SmtpConfig.class);
    }
}
