package fr.gouv.notifications.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Which process listens on a port, as the kernel knows it. */
final class Listening {

    private static final String STATE_LISTEN = "0A";

    /** The process that listens on that port, as far as this user may see it. */
    static Optional<ProcessHandle> owner(int port) {
        var sockets = sockets(port);
        if (sockets.isEmpty()) {
            return Optional.empty();
        }
        return ProcessHandle.allProcesses()
                .filter(process -> holds(process.pid(), sockets))
                .findFirst();
    }

    /** Whether that process listens on that port, and not a stranger that was faster. */
    static boolean isBy(long pid, int port) {
        return holds(pid, sockets(port));
    }

    private static Set<String> sockets(int port) {
        var sockets = new HashSet<String>();
        var ending = ":%04X".formatted(port);
        for (var table : Set.of("tcp", "tcp6")) {
            try (Stream<String> lines = Files.lines(Path.of("/proc/net", table))) {
                lines.map(line -> line.strip().split("\\s+"))
                        .filter(
                                columns ->
                                        columns.length > 9
                                                && columns[1].endsWith(ending)
                                                && columns[3].equals(STATE_LISTEN))
                        .forEach(columns -> sockets.add("socket:[%s]".formatted(columns[9])));
            } catch (IOException absent) {
                // A machine without IPv6 has no such table.
            }
        }
        return sockets;
    }

    private static boolean holds(long pid, Set<String> sockets) {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return files.anyMatch(file -> sockets.contains(target(file)));
        } catch (IOException goneOrForeign) {
            return false;
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException closed) {
            return "";
        }
    }

    private Listening() {}
}
