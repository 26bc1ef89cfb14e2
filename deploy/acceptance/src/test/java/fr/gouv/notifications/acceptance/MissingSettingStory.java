package fr.gouv.notifications.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.local.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A service that was not told what it needs does not start, and says what that is. */
class MissingSettingStory {

    private static final String ALL =
            "DB_PASSWORD DB_URL DB_USER KAFKA_PASSWORD KAFKA_USER OIDC_URL ";

    @ParameterizedTest
    @CsvSource({
        "GATEWAY, DIGEST_PEPPER_FILE MAIL_DOMAIN MASTER_KEY_FILE OIDC_CLIENT_SECRET",
        "PREFERENCES, CONTACT_KEY_FILE DIGEST_PEPPER_FILE OIDC_CLIENT_SECRET",
        "DISPATCH, MAIL_DOMAIN OIDC_CLIENT_SECRET SMTP_EHLO SMTP_EVIDENCE SMTP_HOST SMTP_PORT"
                + " SMTP_TLS",
        "TRACKING, ''",
    })
    void everyMissingSettingIsNamedWithItsRemedy(Part service, String own)
            throws IOException, InterruptedException {
        var process = withoutAnySetting(service);
        var lines =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .toList();

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(78);
        assertThat(lines).allMatch(line -> line.matches(".* \\S+ is not set: set it to .{15,}\\."));
        assertThat(lines.stream().map(line -> line.replaceAll(".* (\\S+) is not set.*", "$1")))
                .containsExactlyInAnyOrderElementsOf(Arrays.asList((ALL + own).strip().split(" ")));
    }

    private static Process withoutAnySetting(Part service) throws IOException {
        var jar =
                Platform.checkout()
                        .resolve(service.label() + "-service")
                        .resolve("target/quarkus-app/quarkus-run.jar");
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var builder =
                new ProcessBuilder(java.toString(), "-jar", jar.toAbsolutePath().toString())
                        .redirectErrorStream(true);
        builder.environment().clear();
        return builder.start();
    }
}
