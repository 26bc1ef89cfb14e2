package fr.gouv.notifications.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.gouv.notifications.local.Port;
import fr.gouv.notifications.local.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A person types the commands of {@code ./notifications help} and presses Ctrl-C: the real script,
 * its real processes, a folder of its own. Only Maven is missing, for it has built all of it before.
 */
class LauncherStory {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration READY = Duration.ofMinutes(3);

    @TempDir private Path folder = Path.of("");

    private Path stack = Path.of("");
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void prepareCheckout() throws IOException {
        var built = Platform.checkout().toRealPath();
        var checkout = Files.createDirectory(folder.resolve("checkout"));
        for (var name :
                List.of(
                        "pom.xml",
                        ".mvn",
                        "contracts",
                        "eventing",
                        "house-rules",
                        "deploy",
                        "gateway-service",
                        "preferences-service",
                        "dispatch-service",
                        "tracking-service")) {
            Files.createSymbolicLink(checkout.resolve(name), built.resolve(name));
        }
        Files.copy(built.resolve("notifications"), checkout.resolve("notifications"));
        var maven = Files.createDirectory(folder.resolve("bin")).resolve("mvn");
        Files.writeString(maven, "#!/bin/sh\necho 'Apache Maven 3.9.9'\n");
        Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
        stack = folder.resolve("stack");
    }

    @AfterEach
    void leaveNothingRunning() throws Exception {
        ended(run("down"), 0);
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void theDemonstrationGoesThroughTheRelayThatWasNamedAndResetEmptiesAll() throws Exception {
        try (var relay = new SmtpSink()) {
            var up = run("up", "--detach", "--smtp", "127.0.0.1:" + relay.port());

            assertThat(ended(up, 0)).contains("delivered").contains("Ready.").contains("curl");
            var said = stackEnv();
            assertThat(said)
                    .containsEntry("SMTP_HOST", "127.0.0.1")
                    .containsEntry("SMTP_PORT", Integer.toString(relay.port()))
                    .containsKeys("DEMO_CLIENT_ID", "PID_GATEWAY", "PID_KAFKA")
                    .doesNotContainKey("INBOX_URL");
            assertThat(relay.bytes()).as("the demonstration's mail").isPositive();
            assertThat(ended(run("status"), 0)).contains("gateway", "kafka");
            assertThat(ended(run("up"), 1)).contains("The platform already runs");

            assertThat(ended(run("reset"), 0)).contains("The data is gone");

            assertThat(processes(said)).noneMatch(LauncherStory::isAlive);
            assertThat(stack.resolve("postgres")).doesNotExist();
            assertThat(stack.resolve("kafka")).doesNotExist();
            assertThat(stack.resolve("secrets")).doesNotExist();
            assertThat(stack.resolve("stack.env")).doesNotExist();
            assertThat(stack.resolve("logs").resolve("gateway.log")).isNotEmptyFile();
            assertThat(ended(run("status"), 3)).contains("Nothing is running.");
        }
    }

    @Test
    void theInterruptKeyStopsAllAndTheDataStaysUntilReset() throws Exception {
        var first = upInTheForeground();
        assertThat(logs("postgres")).contains("database system is ready to accept connections");
        query("create table kept (n int)");
        var processes = processes(stackEnv());
        assertThat(processes).hasSizeGreaterThanOrEqualTo(2).allMatch(LauncherStory::isAlive);

        interrupt(first);

        assertThat(first.waitFor(60, TimeUnit.SECONDS)).as("up ends").isTrue();
        assertThat(processes).noneMatch(LauncherStory::isAlive);
        assertThat(ended(run("status"), 3)).contains("Nothing is running.");
        upInTheForeground();
        query("select n from kept");
        ended(run("reset"), 0);
        upInTheForeground();
        query("create table kept (n int)");
    }

    // --- Typing ----------------------------------------------------------------------------------

    /** A start that stays in the foreground, once it says that it is ready. */
    private Process upInTheForeground() throws IOException {
        var up = run("up", "--only", "postgres,mail");
        await("ready")
                .atMost(READY)
                .until(() -> !up.isAlive() || output(up).contains("Ready. Ctrl-C"));
        assertThat(up.isAlive()).as("it stays:\n%s", output(up)).isTrue();
        return up;
    }

    private Process run(String... arguments) throws IOException {
        // A process that Maven's own parent started in the background would not hear an interrupt.
        var command =
                new ArrayList<>(
                        List.of(
                                "env",
                                "--default-signal=INT",
                                "bash",
                                folder.resolve("checkout/notifications").toString()));
        command.addAll(List.of(arguments));
        if (arguments[0].equals("up")) {
            var ports = Ports.free();
            for (var port : Port.values()) {
                command.add("--port");
                command.add(port.label() + "=" + ports.of(port));
            }
        }
        var builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("said-" + started.size()).toFile());
        builder.environment().put("NOTIFICATIONS_STACK", stack.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment()
                .merge("PATH", folder.resolve("bin").toString(), (old, own) -> own + ":" + old);
        var process = builder.start();
        process.getOutputStream().close();
        started.add(process);
        return process;
    }

    private String output(Process process) throws IOException {
        return Files.readString(folder.resolve("said-" + started.indexOf(process)));
    }

    private String ended(Process process, int code) throws Exception {
        assertThat(process.waitFor(READY.toSeconds(), TimeUnit.SECONDS))
                .as("it ends:\n%s", output(process))
                .isTrue();
        assertThat(process.exitValue()).as(output(process)).isEqualTo(code);
        return output(process);
    }

    /** The log as it is shown, which is followed until somebody stops looking. */
    private String logs(String part) throws Exception {
        var looking = run("logs", part);
        await().atMost(SOON).until(() -> output(looking).contains("ready to accept connections"));
        assertThat(looking.isAlive()).as("it follows the log").isTrue();
        interrupt(looking);
        assertThat(looking.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return output(looking);
    }

    private static void interrupt(Process process) throws Exception {
        assertThat(
                        new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                                .start()
                                .waitFor())
                .isZero();
    }

    // --- What runs -------------------------------------------------------------------------------

    private Map<String, String> stackEnv() throws IOException {
        return Files.readAllLines(stack.resolve("stack.env")).stream()
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1].replace("'", "")));
    }

    private static List<Long> processes(Map<String, String> stackEnv) {
        return stackEnv.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("PID_"))
                .map(entry -> Long.valueOf(entry.getValue()))
                .distinct()
                .toList();
    }

    private static boolean isAlive(@Nullable Long pid) {
        return pid != null && ProcessHandle.of(pid).isPresent();
    }

    private void query(String sql) throws Exception {
        var url = Objects.requireNonNull(stackEnv().get("POSTGRES_URL"));
        var account = url.replaceFirst("postgresql://([^@]*)@.*", "$1").split(":", 2);
        try (var connection =
                        DriverManager.getConnection(
                                "jdbc:postgresql://" + url.substring(url.indexOf('@') + 1),
                                account[0],
                                account[1]);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
