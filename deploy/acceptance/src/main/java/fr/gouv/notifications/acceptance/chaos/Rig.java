package fr.gouv.notifications.acceptance.chaos;

import fr.gouv.notifications.acceptance.SmtpSink;
import fr.gouv.notifications.local.Console;
import fr.gouv.notifications.local.LocalStack;
import fr.gouv.notifications.local.Part;
import fr.gouv.notifications.local.Port;
import fr.gouv.notifications.local.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The packaged platform with a proxy between any two parts that talk to each other, a mail sink of
 * changing manners, and, where this machine lets us, a small disk for the database.
 */
final class Rig implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1:";

    private final Path folder;
    private final Map<String, TcpProxy> links = new LinkedHashMap<>();
    private final SmtpSink sink = new SmtpSink();
    private final Optional<Path> disk;
    private final LocalStack stack;

    /**
     * @param diskMiB size of the disk of the database; 0 for none of its own
     */
    Rig(Path folder, Path checkout, int diskMiB, Console console) {
        this.folder = folder;
        disk = mounted(diskMiB);
        var ports = Ports.free();
        var builder =
                LocalStack.in(folder.resolve("stack"))
                        .checkout(checkout)
                        .ports(ports)
                        .only(EnumSet.complementOf(EnumSet.of(Part.MAIL)))
                        .kafkaSeenAt(link("services-kafka", ports.of(Port.KAFKA)))
                        .smtp("127.0.0.1", link("dispatch-relay", sink.port()))
                        .console(console);
        disk.ifPresent(mount -> builder.postgresData(mount.resolve("data")));
        for (var service : Part.services()) {
            var port = link(service.label() + "-postgres", ports.of(Port.POSTGRES));
            builder.environment(
                    service,
                    "DB_URL",
                    "jdbc:postgresql://" + LOOPBACK + port + "/" + service.label());
        }
        builder.environment(
                Part.GATEWAY,
                "TRACKING_URL",
                url(link("gateway-tracking", ports.of(Port.TRACKING))));
        for (var service : new Part[] {Part.PREFERENCES, Part.DISPATCH}) {
            builder.environment(
                    service,
                    "GATEWAY_URL",
                    url(link(service.label() + "-gateway", ports.of(Port.GATEWAY))));
        }
        // A run takes minutes, not hours: what is lost in a crash or a silence is missed sooner.
        builder.environment(Part.DISPATCH, "DISPATCH_DELIVERY_LEASE", "10s")
                .environment(Part.DISPATCH, "DISPATCH_SMTP_READ_TIMEOUT", "4s");
        stack = builder.start();
    }

    private int link(String name, int target) {
        var proxy = new TcpProxy(target);
        links.put(name, proxy);
        return proxy.port();
    }

    private static String url(int port) {
        return "http://" + LOOPBACK + port;
    }

    LocalStack stack() {
        return stack;
    }

    SmtpSink sink() {
        return sink;
    }

    /** The proxies, by the parts between which they stand. */
    Map<String, TcpProxy> links() {
        return links;
    }

    /** The disk of the database; absent where none could be mounted. */
    Optional<Path> disk() {
        return disk;
    }

    // --- A small disk --------------------------------------------------------------------------

    private Optional<Path> mounted(int mebibytes) {
        if (mebibytes == 0) {
            return Optional.empty();
        }
        try {
            var mount = Files.createDirectories(folder.resolve("disk"));
            var code =
                    run(
                            "mount",
                            "-t",
                            "tmpfs",
                            "-o",
                            "size=%dm,mode=0700".formatted(mebibytes),
                            "tmpfs",
                            mount.toString());
            return code == 0 ? Optional.of(mount) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static int run(String... command) throws IOException {
        try {
            var process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(10, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    @Override
    public void close() {
        stack.close();
        links.values().forEach(TcpProxy::close);
        sink.close();
        disk.ifPresent(
                mount -> {
                    try {
                        run("umount", mount.toString());
                    } catch (IOException e) {
                        throw new IllegalStateException("%s stays mounted".formatted(mount), e);
                    }
                });
    }

    TcpProxy between(String name) {
        return Objects.requireNonNull(links.get(name), name);
    }
}
