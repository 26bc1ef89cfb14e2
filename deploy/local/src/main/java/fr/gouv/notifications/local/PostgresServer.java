package fr.gouv.notifications.local;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** A real PostgreSQL: one database and one role for each service, nothing shared. */
final class PostgresServer extends ProcessPart {

    private static final String BINARIES = "/postgres-linux-x86_64.txz";
    private static final String SUPERUSER = "postgres";
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration CREATION = Duration.ofMinutes(2);

    /** Sized for one developer's machine; durable like the real one, or crash tests would lie. */
    private static final List<String> SETTINGS =
            List.of(
                    "listen_addresses=127.0.0.1",
                    "unix_socket_directories=",
                    "max_connections=200",
                    "shared_buffers=256MB",
                    "effective_cache_size=1GB",
                    "work_mem=8MB",
                    "maintenance_work_mem=64MB",
                    "fsync=on",
                    "synchronous_commit=on",
                    "wal_compression=on",
                    "max_wal_size=1GB",
                    "checkpoint_timeout=15min",
                    "random_page_cost=1.1",
                    "jit=off",
                    "timezone=UTC",
                    "log_timezone=UTC");

    private final StackFolder folder;
    private final Secrets secrets;
    private final int port;
    private final Path data;

    PostgresServer(StackFolder folder, Secrets secrets, int port, Path data) {
        super(Part.POSTGRES, folder);
        this.folder = folder;
        this.secrets = secrets;
        this.port = port;
        this.data = data;
    }

    /** Where a client finds the database of a service. */
    String url(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
    }

    @Override
    public void start() {
        if (process.running()) {
            return;
        }
        var bin = binaries().resolve("bin");
        if (!Files.exists(data.resolve("PG_VERSION"))) {
            create(bin);
        }
        removeStalePidFile();
        var command = new ArrayList<>(asOrdinaryUser());
        command.addAll(ChildProcess.diesWithUs("INT"));
        command.addAll(
                List.of(
                        bin.resolve("postgres").toString(),
                        "-D",
                        data.toString(),
                        "-p",
                        Integer.toString(port)));
        for (var setting : SETTINGS) {
            command.addAll(List.of("-c", setting));
        }
        process.start(command, Map.of("TZ", "UTC"), folder.root());
        process.awaitReady(this::answers, START);
        createDatabases();
    }

    /** PostgreSQL reads SIGTERM as "wait until every client has left"; SIGINT ends it at once. */
    @Override
    public void stop() {
        if (process.running()) {
            run(List.of("/bin/kill", "-INT", Long.toString(process.pid())), Duration.ofSeconds(5));
            Patience.until(() -> !process.running(), Duration.ofSeconds(20));
        }
        process.stop();
    }

    // --- Creation ----------------------------------------------------------------------------

    private void create(Path bin) {
        StackFolder.delete(data);
        secrets.password(SUPERUSER);
        var command = new ArrayList<>(asOrdinaryUser());
        command.addAll(
                List.of(
                        bin.resolve("initdb").toString(),
                        "--pgdata=" + data,
                        "--username=" + SUPERUSER,
                        "--pwfile=" + secrets.file(SUPERUSER),
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--locale=C",
                        "--no-sync"));
        run(command, CREATION);
    }

    private void createDatabases() {
        try (var connection = connect(SUPERUSER);
                var statement = connection.createStatement()) {
            for (var service : Part.services()) {
                var name = service.label();
                var password = secrets.password(name + "-database");
                if (isAbsent(connection, "select 1 from pg_roles where rolname = ?", name)) {
                    statement.execute("create role " + name + " login");
                }
                // Secrets hold letters, digits, '-' and '_' only: nothing to escape.
                statement.execute("alter role " + name + " password '" + password + "'");
                if (isAbsent(connection, "select 1 from pg_database where datname = ?", name)) {
                    statement.execute("create database " + name + " owner " + name);
                    statement.execute("revoke all on database " + name + " from public");
                }
            }
        } catch (SQLException refused) {
            throw new StackException(
                    "The databases could not be created: %s.".formatted(refused.getMessage()),
                    refused);
        }
    }

    private static boolean isAbsent(Connection connection, String question, String name)
            throws SQLException {
        try (var prepared = connection.prepareStatement(question)) {
            prepared.setString(1, name);
            try (var rows = prepared.executeQuery()) {
                return !rows.next();
            }
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                url(database) + "?connectTimeout=2&socketTimeout=30",
                SUPERUSER,
                secrets.password(SUPERUSER));
    }

    private boolean answers() {
        try (var connection = connect(SUPERUSER)) {
            return connection.isValid(2);
        } catch (SQLException notYet) {
            return false;
        }
    }

    /** PostgreSQL refuses to start when another program now has the number of its last process. */
    private void removeStalePidFile() {
        try {
            Files.deleteIfExists(data.resolve("postmaster.pid"));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    // --- Programs ----------------------------------------------------------------------------

    /** PostgreSQL refuses to run as root; in a user namespace of its own nobody is root. */
    private static List<String> asOrdinaryUser() {
        return "root".equals(System.getProperty("user.name"))
                ? List.of("unshare", "--user")
                : List.of();
    }

    private static Path binaries() {
        return UserCache.usual()
                .prepared("postgresql-" + UserCache.fingerprint(archive()), PostgresServer::unpack);
    }

    private static InputStream archive() {
        var archive = PostgresServer.class.getResourceAsStream(BINARIES);
        if (archive == null) {
            throw new StackException(
                    "The PostgreSQL programs are missing from the class path: build again with ./notifications up.");
        }
        return archive;
    }

    private static void unpack(Path folder) {
        try (var tar =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive())))) {
            TarArchiveEntry entry;
            while ((entry = tar.getNextEntry()) != null) {
                var target = folder.resolve(entry.getName()).normalize();
                if (!target.startsWith(folder)) {
                    throw new StackException(
                            "The PostgreSQL archive names a file outside its folder.");
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                } else {
                    Files.createDirectories(Objects.requireNonNull(target.getParent()));
                    Files.copy(tar, target);
                    Files.setPosixFilePermissions(target, permissions(entry.getMode()));
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException("PostgreSQL cannot be unpacked", broken);
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        var permissions = new HashSet<>(PosixFilePermissions.fromString("rw-r--r--"));
        if ((mode & 0100) != 0) {
            permissions.addAll(PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return permissions;
    }

    private static void run(List<String> command, Duration atMost) {
        try {
            var output = Files.createTempFile("notifications-", ".txt");
            try {
                var started =
                        new ProcessBuilder(command)
                                .redirectErrorStream(true)
                                .redirectOutput(output.toFile())
                                .start();
                if (!started.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                    started.destroyForcibly();
                    throw new StackException(
                            "%s did not end within %d s."
                                    .formatted(command.getFirst(), atMost.toSeconds()));
                }
                if (started.exitValue() != 0) {
                    throw new StackException(
                            "PostgreSQL could not be prepared: %s"
                                    .formatted(Files.readString(output).strip()));
                }
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException broken) {
            throw new StackException(
                    "%s could not be run: %s. Debian has it in its package util-linux."
                            .formatted(command.getFirst(), broken.getMessage()),
                    broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new StackException("The start of PostgreSQL was interrupted.", stopped);
        }
    }
}
