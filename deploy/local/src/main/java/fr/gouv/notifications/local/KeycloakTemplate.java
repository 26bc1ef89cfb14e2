package fr.gouv.notifications.local;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Keycloak as every stack of this user begins with it: built, the realm imported, never run since. */
final class KeycloakTemplate {

    static final String REALM = "notifications";

    /** The name of the administrator of Keycloak itself. */
    static final String ADMINISTRATOR = "admin";

    static final String ADMINISTRATOR_SECRET = "keycloak-admin";

    /** Raise it when the preparation below changes, so that nobody keeps the result of the old one. */
    private static final String EDITION = "1";

    private static final Duration BUILD = Duration.ofMinutes(5);
    private static final Duration IMPORT = Duration.ofMinutes(5);
    private static final Pattern SECRET = Pattern.compile("\\$\\{secret\\.([a-z-]+)}");

    private final Path archive;
    private final String realm;
    private final Console console;

    KeycloakTemplate(Path archive, String realm, Console console) {
        this.archive = archive;
        this.realm = realm;
        this.console = console;
    }

    /** The prepared folder; prepared now if this user never had it. */
    Path prepared() {
        var version =
                archive.getFileName()
                        .toString()
                        .replace("keycloak-quarkus-dist-", "")
                        .replace(".tar.gz", "");
        var content =
                UserCache.fingerprint(
                        new ByteArrayInputStream(
                                (EDITION + realm).getBytes(StandardCharsets.UTF_8)));
        return UserCache.usual().prepared("keycloak-%s-%s".formatted(version, content), this::fill);
    }

    /** A home for one stack: its own data, everything else as links; and the secrets that go with it. */
    void copyTo(Path home, Secrets secrets) {
        var prepared = prepared();
        try {
            Files.createDirectories(home);
            for (var shared : List.of("lib", "conf", "providers", "themes")) {
                if (Files.exists(prepared.resolve(shared))) {
                    Files.createSymbolicLink(home.resolve(shared), prepared.resolve(shared));
                }
            }
            StackFolder.copy(prepared.resolve("data"), home.resolve("data"));
            try (var kept = Files.list(prepared.resolve("secrets"))) {
                for (var secret : kept.toList()) {
                    secrets.keep(secret.getFileName().toString(), Files.readString(secret).strip());
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException("Keycloak's data cannot be copied", broken);
        }
    }

    private void fill(Path draft) {
        console.progress("keycloak    first start on this machine: unpacking");
        run(
                List.of("tar", "-xzf", archive.toString(), "--strip-components=1"),
                draft,
                BUILD,
                draft.resolve("unpack.log"));
        console.progress("keycloak    building (once)");
        run(
                List.of(
                        "sh",
                        draft.resolve("bin").resolve("kc.sh").toString(),
                        "build",
                        "--db=dev-file",
                        "--cache=local",
                        "--health-enabled=true",
                        "--metrics-enabled=true"),
                draft,
                BUILD,
                draft.resolve("build.log"));
        console.progress("keycloak    importing the realm (once)");
        importRealm(draft);
    }

    /** A start with the import, on ports of its own, ended as soon as it is ready. */
    private void importRealm(Path draft) {
        var secrets = new Secrets(draft.resolve("secrets"));
        var realmFile = draft.resolve("data").resolve("import").resolve(REALM + "-realm.json");
        StackFolder.create(draft.resolve("data").resolve("import"));
        PrivateFile.write(
                realmFile,
                SECRET.matcher(realm).replaceAll(match -> secrets.password(match.group(1))));
        var ports = Ports.free();
        var command =
                new ArrayList<>(
                        KeycloakServer.command(
                                draft,
                                ports.of(Port.KEYCLOAK),
                                ports.of(Port.KEYCLOAK_MANAGEMENT)));
        command.add("--import-realm");
        var process = new ChildProcess("keycloak-import", new StackFolder(draft.resolve("import")));
        try {
            process.start(
                    command,
                    Map.of(
                            "KC_BOOTSTRAP_ADMIN_USERNAME",
                            ADMINISTRATOR,
                            "KC_BOOTSTRAP_ADMIN_PASSWORD",
                            secrets.password(ADMINISTRATOR_SECRET)),
                    draft);
            var health =
                    "http://127.0.0.1:%d/health/ready"
                            .formatted(ports.of(Port.KEYCLOAK_MANAGEMENT));
            process.awaitReady(() -> HttpProbe.answersOk(health), IMPORT);
        } finally {
            process.stop();
        }
        StackFolder.delete(draft.resolve("data").resolve("import"));
        StackFolder.delete(draft.resolve("data").resolve("tmp"));
    }

    private static void run(List<String> command, Path workFolder, Duration atMost, Path output) {
        try {
            var builder =
                    new ProcessBuilder(command)
                            .directory(workFolder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile());
            builder.environment().put("JAVA_HOME", JavaProgram.home().toString());
            var process = builder.start();
            try {
                if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new StackException(
                            "%s did not end within %d s.".formatted(command, atMost.toSeconds()));
                }
            } finally {
                process.destroy();
            }
            if (process.exitValue() != 0) {
                throw new StackException(
                        "Keycloak could not be prepared: %s"
                                .formatted(Files.readString(output).strip()));
            }
        } catch (IOException broken) {
            throw new UncheckedIOException("Keycloak cannot be prepared", broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new StackException("The preparation of Keycloak was interrupted.", stopped);
        }
    }
}
