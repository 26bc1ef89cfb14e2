package fr.gouv.notifications.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that people type, on machines that lack something. */
class LauncherTest {

    private static final Path LAUNCHER =
            Path.of("../../notifications").toAbsolutePath().normalize();

    @TempDir private Path folder = Path.of("");

    /** Only what the test puts here, and the small tools of every Debian, are on the path. */
    private Path programs = Path.of("");

    @BeforeEach
    void prepareMachine() throws Exception {
        programs = Files.createDirectory(folder.resolve("bin"));
        for (var tool :
                List.of(
                        "bash",
                        "env",
                        "dirname",
                        "readlink",
                        "sed",
                        "head",
                        "sort",
                        "cat",
                        "mkdir",
                        "find",
                        "tr",
                        "grep",
                        "printf",
                        "id",
                        "sha256sum",
                        "xargs",
                        "cut",
                        "tail")) {
            var real = Path.of("/usr/bin").resolve(tool);
            if (Files.exists(real)) {
                Files.createSymbolicLink(programs.resolve(tool), real);
            }
        }
    }

    @Test
    void theScriptIsBash() throws Exception {
        var said = run(List.of("bash", "-n", LAUNCHER.toString()), true);

        assertThat(said.text()).isEmpty();
        assertThat(said.code()).isZero();
    }

    @Test
    void helpNamesEveryCommand() throws Exception {
        var said = launch(false, "help");

        assertThat(said.text())
                .contains("up ", "down", "reset", "status", "logs", "test", "bench", "--detach");
        assertThat(said.code()).isZero();
    }

    @Test
    void anUnknownCommandIsSaidToBeUnknown() throws Exception {
        var said = launch(false, "upp");

        assertThat(said.text()).contains("There is no command \"upp\".");
        assertThat(said.code()).isEqualTo(1);
    }

    @Test
    void aMissingJdkGetsOneSentenceWithTheRemedy() throws Exception {
        var said = launch(false, "test");

        assertThat(said.text().lines())
                .singleElement()
                .asString()
                .startsWith("Notifications needs a JDK 25 and found none in JAVA_HOME")
                .contains("install one");
        assertThat(said.code()).isEqualTo(1);
    }

    @Test
    void anOldJdkIsNotEnough() throws Exception {
        program("jdk/old/bin/java", "echo 'openjdk version \"17.0.9\"' >&2");
        program("jdk/old/bin/javac", "exit 0");

        assertThat(launch(false, "test").text()).startsWith("Notifications needs a JDK 25");
    }

    @Test
    void aMissingMavenGetsOneSentenceWithTheRemedy() throws Exception {
        var said = launch(true, "test");

        assertThat(said.text().lines())
                .singleElement()
                .asString()
                .startsWith("Notifications needs Maven 3.8.6 or newer and found none")
                .contains("install it");
        assertThat(said.code()).isEqualTo(1);
    }

    @Test
    void aTooOldMavenGetsOneSentenceWithTheRemedy() throws Exception {
        program("bin/mvn", "echo 'Apache Maven 3.6.3 (cecedd343002696d0abb50b32b541b8a6ba2883f)'");

        var said = launch(true, "test");

        assertThat(said.text().lines())
                .singleElement()
                .asString()
                .startsWith("Notifications needs Maven 3.8.6 or newer and found 3.6.3")
                .contains("install a newer one");
        assertThat(said.code()).isEqualTo(1);
    }

    @Test
    void theLogOfNobodyIsNotShown() throws Exception {
        var said = launch(false, "logs", "../secrets/master");

        assertThat(said.text()).startsWith("There is no log of \"../secrets/master\"");
        assertThat(said.code()).isEqualTo(1);
    }

    @Test
    void nothingRunsWhereNothingWasStarted() throws Exception {
        var said = launch(true, "status");

        assertThat(said.text()).contains("Nothing is running.");
        assertThat(said.code()).isEqualTo(3);
    }

    // --- A machine -------------------------------------------------------------------------------

    private record Said(int code, String text) {}

    private Said launch(boolean withJdk, String... arguments) throws Exception {
        var command = new ArrayList<String>();
        command.add("bash");
        command.add(LAUNCHER.toString());
        command.addAll(List.of(arguments));
        return run(command, withJdk);
    }

    private Said run(List<String> command, boolean withJdk) throws Exception {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", programs.toString());
        builder.environment().put("NOTIFICATIONS_STACK", folder.resolve("stack").toString());
        builder.environment().put("NOTIFICATIONS_JVM_FOLDER", folder.resolve("jdk").toString());
        if (withJdk) {
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        }
        var process = builder.start();
        process.getOutputStream().close();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Said(process.exitValue(), text);
    }

    private void program(String path, String script) throws IOException {
        var file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
