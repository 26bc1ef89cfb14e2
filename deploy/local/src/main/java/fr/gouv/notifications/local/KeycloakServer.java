package fr.gouv.notifications.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A real Keycloak with the platform's realm.
 *
 * <p>Its own build and the import of the realm take most of a minute, so both are done once for a
 * user of this machine; a stack starts with a copy of the result.
 */
final class KeycloakServer extends ProcessPart {

    private static final Duration START = Duration.ofMinutes(5);

    private final StackFolder folder;
    private final Secrets secrets;
    private final Ports ports;
    private final Path distribution;
    private final Console console;

    KeycloakServer(
            StackFolder folder, Secrets secrets, Ports ports, Path distribution, Console console) {
        super(Part.KEYCLOAK, folder);
        this.folder = folder;
        this.secrets = secrets;
        this.ports = ports;
        this.distribution = distribution;
        this.console = console;
    }

    String url() {
        return "http://127.0.0.1:" + ports.of(Port.KEYCLOAK);
    }

    String realmUrl() {
        return url() + "/realms/" + KeycloakTemplate.REALM;
    }

    @Override
    public void start() {
        if (process.running()) {
            return;
        }
        var template = new KeycloakTemplate(archive(), realm(), console);
        var home = folder.data("keycloak");
        var prepared = template.prepared();
        if (!isCopyOf(prepared, home)) {
            StackFolder.delete(home);
            template.copyTo(home, secrets);
        }
        process.start(
                command(
                        home,
                        ports.of(Port.KEYCLOAK),
                        ports.of(Port.KEYCLOAK_MANAGEMENT),
                        folder.mark()),
                Map.of(),
                home);
        var health =
                "http://127.0.0.1:%d/health/ready".formatted(ports.of(Port.KEYCLOAK_MANAGEMENT));
        process.awaitReady(
                () ->
                        HttpProbe.answersOk(health)
                                && Listening.isBy(process.pid(), ports.of(Port.KEYCLOAK)),
                START);
    }

    /** Programs are links into the template: when it is gone or another, the copy is stale. */
    private static boolean isCopyOf(Path prepared, Path home) {
        try {
            return Files.isDirectory(home.resolve("data"))
                    && home.resolve("lib").toRealPath().startsWith(prepared.toRealPath());
        } catch (IOException dangling) {
            return false;
        }
    }

    /** The Java process itself: Keycloak's own script would stand between us and its end. */
    static List<String> command(Path home, int port, int managementPort, String... more) {
        var command = new ArrayList<>(ChildProcess.diesWithUs("TERM"));
        command.addAll(
                List.of(
                        JavaProgram.path(),
                        "-Xms64m",
                        "-Xmx512m",
                        // Starts with half the processor time; a few tokens a minute need no more.
                        "-XX:TieredStopAtLevel=1",
                        "-XX:MetaspaceSize=96M",
                        "-XX:MaxMetaspaceSize=256m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Dfile.encoding=UTF-8",
                        "-Duser.language=en",
                        "-Duser.country=US",
                        "--add-opens=java.base/java.util=ALL-UNNAMED",
                        "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
                        "--add-opens=java.base/java.security=ALL-UNNAMED",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dkc.home.dir=" + home,
                        "-Djboss.server.config.dir=" + home.resolve("conf"),
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-Dpicocli.disable.closures=true",
                        "-Djava.util.concurrent.ForkJoinPool.common.threadFactory=io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory"));
        command.addAll(List.of(more));
        command.addAll(
                List.of(
                        "-cp",
                        home.resolve("lib").resolve("quarkus-run.jar").toString(),
                        "io.quarkus.bootstrap.runner.QuarkusEntryPoint",
                        "start",
                        "--optimized",
                        "--http-enabled=true",
                        "--http-host=127.0.0.1",
                        "--http-port=" + port,
                        "--hostname=http://127.0.0.1:" + port,
                        "--http-management-port=" + managementPort));
        return command;
    }

    private Path archive() {
        try (var files = Files.newDirectoryStream(distribution, "keycloak-quarkus-dist-*.tar.gz")) {
            for (var file : files) {
                return file;
            }
        } catch (IOException absent) {
            // Said below, in words that help.
        }
        throw new StackException(
                "Keycloak is missing from %s: build again with ./notifications up."
                        .formatted(distribution));
    }

    private static String realm() {
        try (InputStream realm = KeycloakServer.class.getResourceAsStream("/realm.json")) {
            if (realm == null) {
                throw new StackException("realm.json is missing from the class path.");
            }
            return new String(realm.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
