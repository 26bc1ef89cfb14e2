package fr.gouv.notifications.local;

import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.local.StackFile.Demo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackFileTest {

    private static final Demo DEMO =
            new Demo("demo", "service-demo", "it's a $ecret", "service-demo", "kafka");

    @Test
    void saysEverythingThatAToolNeeds(@TempDir Path folder) {
        var stack = LocalStack.in(folder).prepare();

        assertThat(new StackFile(stack).values(Optional.of(DEMO)))
                .containsKeys(
                        "API_URL",
                        "TOKEN_URL",
                        "DEMO_CLIENT_ID",
                        "DEMO_CLIENT_SECRET",
                        "DEMO_SERVICE",
                        "ADMIN_CLIENT_ID",
                        "ADMIN_CLIENT_SECRET",
                        "INBOX_URL",
                        "KEYCLOAK_URL",
                        "KAFKA_BOOTSTRAP",
                        "POSTGRES_URL",
                        "SMTP_HOST",
                        "SMTP_PORT",
                        "PID_POSTGRES",
                        "PID_KAFKA",
                        "PID_KEYCLOAK",
                        "PID_MAIL",
                        "PID_GATEWAY",
                        "PID_PREFERENCES",
                        "PID_DISPATCH",
                        "PID_TRACKING")
                .containsEntry("API_URL", "http://127.0.0.1:8080")
                .containsEntry(
                        "TOKEN_URL",
                        "http://127.0.0.1:8180/realms/notifications/protocol/openid-connect/token");
    }

    @Test
    void leavesOutWhatWasNotStarted(@TempDir Path folder) {
        var stack = LocalStack.in(folder).only(Part.POSTGRES).prepare();

        assertThat(new StackFile(stack).values(Optional.empty()))
                .containsKeys("POSTGRES_URL", "PID_POSTGRES")
                .doesNotContainKeys("API_URL", "PID_GATEWAY", "DEMO_SERVICE");
    }

    @Test
    void namesTheRelayThatIsUsed(@TempDir Path folder) {
        var stack = LocalStack.in(folder).smtp("relay.example", 2525).prepare();

        assertThat(stack.environment())
                .containsEntry("SMTP_HOST", "relay.example")
                .containsEntry("SMTP_PORT", "2525");
        assertThat(stack.environmentOf(Part.DISPATCH))
                .containsEntry("SMTP_HOST", "relay.example")
                .containsEntry("SMTP_PORT", "2525");
    }

    @Test
    void aShellReadsItAndOnlyItsOwnerCan(@TempDir Path folder) throws Exception {
        var stack = LocalStack.in(folder.resolve("stack")).prepare();
        var file = folder.resolve("stack.env");

        new StackFile(stack).write(file, Optional.of(DEMO));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        var shell =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "set -eu; . '%s'; printf %%s \"$DEMO_CLIENT_SECRET\""
                                        .formatted(file))
                        .redirectErrorStream(true)
                        .start();
        var said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(said).isEqualTo("it's a $ecret");
    }

    @Test
    void everyServiceGetsItsOwnAccounts(@TempDir Path folder) {
        var stack = LocalStack.in(folder).prepare();

        for (var service : Part.services()) {
            assertThat(stack.environmentOf(service))
                    .containsEntry("DB_USER", service.label())
                    .containsEntry("KAFKA_USER", service.label())
                    .containsEntry("OIDC_CLIENT_ID", service.label())
                    .containsEntry("HTTP_HOST", "127.0.0.1")
                    .allSatisfy((name, value) -> assertThat(value).as(name).isNotBlank());
        }
        assertThat(stack.environmentOf(Part.GATEWAY).get("MASTER_KEY_FILE"))
                .satisfies(
                        file ->
                                assertThat(
                                                Base64.getDecoder()
                                                        .decode(
                                                                Files.readString(Path.of(file))
                                                                        .strip()))
                                        .hasSize(32));
    }
}
