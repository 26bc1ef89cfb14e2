package fr.gouv.notifications.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
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
                        "tail",
                        "touch",
                        "cp",
                        "rm",
                        "sleep",
                        "wc",
                        "awk",
                        "tee",
                        "sh")) {
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
                .contains(
                        "up ",
                        "down",
                        "reset",
                        "status",
                        "logs",
                        "test",
                        "bench",
                        "send",
                        "follow",
                        "--detach");
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

    // --- Building, with a Maven and a Java that only note what they were asked
    // ---------------------

    @Test
    void upBuildsOnceAndAgainOnlyWhenASourceChanged() throws Exception {
        var root = checkout("exit 0");

        assertThat(upIn(root).text())
                .contains("building", "JAVA", "fr.gouv.notifications.local.Main up");
        assertThat(upIn(root).text()).doesNotContain("building").contains("JAVA");
        assertThat(builds(root)).isEqualTo(1);

        Files.writeString(
                root.resolve("contracts/src/main/java/Fact.java"), "record Fact(int n) {}");
        upIn(root);
        assertThat(builds(root)).isEqualTo(2);
    }

    @Test
    void upRunsACopyOfTheBuild() throws Exception {
        var root = checkout("exit 0");

        var said = upIn(root);

        var copy = folder.resolve("stack").resolve("app");
        assertThat(copy.resolve("gateway").resolve("quarkus-run.jar")).exists();
        assertThat(copy.resolve("local").resolve("classes")).exists();
        assertThat(said.text()).contains("--installed " + copy);
    }

    @Test
    void aFailedBuildShowsWhatMavenSaid() throws Exception {
        var root = checkout("echo '[ERROR] gateway: cannot find symbol'; exit 1");

        var said = upIn(root);

        assertThat(said.text())
                .contains("[ERROR] gateway: cannot find symbol")
                .contains("The build failed; all of it is in")
                .doesNotContain("JAVA");
        assertThat(said.code()).isEqualTo(1);
    }

    @Test
    void testsAreCountedPerModule() throws Exception {
        var root =
                checkout(
                        """
                        report() {
                            mkdir -p "$1"
                            echo '<?xml version="1.0" encoding="UTF-8"?>' >"$1/TEST-$2.xml"
                            echo "<testsuite name=\"$2\" time=\"1.5\" $3>" >>"$1/TEST-$2.xml"
                        }
                        echo "THREADS $*"
                        report contracts/target/surefire-reports A 'tests="10" errors="0" skipped="1" failures="0"'
                        report contracts/target/surefire-reports B 'tests="20" errors="0" skipped="0" failures="0"'
                        report eventing/target/surefire-reports C 'tests="12" errors="1" skipped="0" failures="1"'
                        exit 1""");
        var old = root.resolve("eventing/target/surefire-reports/TEST-Gone.xml");
        Files.createDirectories(old.getParent());
        Files.writeString(old, "<testsuite tests=\"99\" errors=\"9\">");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(60)));

        var said = run(List.of("bash", root.resolve("notifications").toString(), "test"), root);

        assertThat(said.text())
                .containsPattern("contracts +29 +0 +1")
                .containsPattern("eventing +10 +2 +0")
                .contains("39 passed, 2 failed, 1 skipped")
                .contains("--threads 2 verify");
        assertThat(said.code()).isEqualTo(1);
    }

    private Path checkout(String mavensWork) throws Exception {
        var root = folder.resolve("checkout");
        for (var module :
                List.of(
                        "contracts",
                        "eventing",
                        "house-rules",
                        "deploy/local",
                        "gateway-service",
                        "preferences-service",
                        "dispatch-service",
                        "tracking-service")) {
            Files.createDirectories(root.resolve(module).resolve("src/main/java"));
        }
        Files.createDirectories(root.resolve(".mvn"));
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        Files.writeString(root.resolve("contracts/src/main/java/Fact.java"), "record Fact() {}");
        Files.copy(LAUNCHER, root.resolve("notifications"));
        program("jdk/own/bin/javac", "exit 0");
        program(
                "jdk/own/bin/java",
                """
                case "$1" in
                -version) echo 'openjdk version "25.0.1" 2025-10-21' >&2 ;;
                *) echo "JAVA $*" ;;
                esac""");
        program(
                "bin/mvn",
                """
                case "$1" in
                --version) echo 'Apache Maven 3.9.9'; exit 0 ;;
                esac
                echo build >>builds
                for service in gateway preferences dispatch tracking; do
                    mkdir -p "$service-service/target/quarkus-app"
                    echo jar >"$service-service/target/quarkus-app/quarkus-run.jar"
                done
                mkdir -p deploy/local/target/classes deploy/local/target/lib deploy/local/target/keycloak
                """
                        + mavensWork);
        return root;
    }

    private Said upIn(Path root) throws Exception {
        return run(List.of("bash", root.resolve("notifications").toString(), "up"), root);
    }

    private static long builds(Path root) throws IOException {
        return Files.readAllLines(root.resolve("builds")).size();
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
        return run(command, withJdk, Path.of("").toAbsolutePath());
    }

    /** In a checkout of its own, where the Java is the test's. */
    private Said run(List<String> command, Path workFolder) throws Exception {
        return run(command, false, workFolder);
    }

    private Said run(List<String> command, boolean withJdk, Path workFolder) throws Exception {
        var builder =
                new ProcessBuilder(command)
                        .directory(workFolder.toFile())
                        .redirectErrorStream(true);
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
