package fr.gouv.notifications.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackFolderTest {

    @Test
    void endsWhatADeadRunLeftBehind(@TempDir Path root) throws Exception {
        var folder = new StackFolder(root);
        var left =
                new ProcessBuilder(
                                "bash",
                                "-c",
                                "exec -a 'kafka %s' sleep 300".formatted(folder.mark()))
                        .start();
        try {
            folder.record("kafka", left.pid());

            assertThat(folder.endLeftovers()).containsExactly("kafka");

            assertThat(left.isAlive()).isFalse();
            assertThat(folder.recordedNames()).isEmpty();
        } finally {
            left.destroyForcibly();
        }
    }

    @Test
    void leavesAStrangerAliveThatHasTheNumberNow(@TempDir Path root) throws Exception {
        var folder = new StackFolder(root);
        var stranger = new ProcessBuilder("sleep", "300").start();
        try {
            folder.record("kafka", stranger.pid());

            assertThat(folder.endLeftovers()).isEmpty();

            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void aPartThatDiesSaysItsLastWords(@TempDir Path root) {
        var child = new ChildProcess("kafka", new StackFolder(root));

        child.start(List.of("sh", "-c", "echo no space left; exit 7"), Map.of(), root);

        assertThatThrownBy(() -> child.awaitReady(() -> false, Duration.ofSeconds(20)))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("kafka died while it started with exit code 7")
                .hasMessageContaining("no space left")
                .hasMessageContaining(root.resolve("logs").resolve("kafka.log").toString());
    }

    @Test
    void aPartThatDawdlesIsReported(@TempDir Path root) {
        var child = new ChildProcess("kafka", new StackFolder(root));
        try {
            child.start(List.of("sleep", "300"), Map.of(), root);

            assertThatThrownBy(() -> child.awaitReady(() -> false, Duration.ofMillis(200)))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("kafka was not ready after");
        } finally {
            child.kill();
        }
    }

    @Test
    void aChildIsToldToEndWhenItsStarterDies(@TempDir Path root) throws Exception {
        var command = new ArrayList<>(ChildProcess.diesWithUs("TERM"));
        command.addAll(List.of("sleep", "300"));

        assertThat(command).contains("/usr/bin/setpriv");
        var parent =
                new ProcessBuilder("bash", "-c", String.join(" ", command) + " & echo $!; wait")
                        .start();
        try {
            var pid = Long.parseLong(parent.inputReader().readLine());
            assertThat(Patience.until(() -> isSleeping(pid), Duration.ofSeconds(10))).isTrue();

            parent.destroyForcibly();

            assertThat(Patience.until(() -> !isAlive(pid), Duration.ofSeconds(10))).isTrue();
        } finally {
            parent.destroyForcibly();
        }
    }

    /** What comes before the command has done its work and given way to it. */
    private static boolean isSleeping(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline")).startsWith("sleep");
        } catch (IOException gone) {
            return false;
        }
    }

    /** An ended process that nobody has collected yet is not alive. */
    private static boolean isAlive(long pid) {
        try {
            return !Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
        } catch (IOException gone) {
            return false;
        }
    }

    @Test
    void keepsTheLogsOfTheLastRunsOnly(@TempDir Path root) throws Exception {
        var folder = new StackFolder(root);
        var log = folder.log("kafka");
        for (int run = 1; run <= 6; run++) {
            folder.rotate(log);
            Files.writeString(log, "run " + run);
        }

        assertThat(log).hasContent("run 6");
        assertThat(folder.log("kafka.1")).hasContent("run 5");
        assertThat(folder.log("kafka.3")).hasContent("run 3");
        assertThat(folder.log("kafka.4")).doesNotExist();
    }
}
