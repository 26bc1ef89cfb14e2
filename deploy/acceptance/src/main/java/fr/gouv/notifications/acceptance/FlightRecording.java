package fr.gouv.notifications.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What several Java programs do for a while, recorded by the Flight Recorder of each. */
final class FlightRecording {

    private static final String NAME = "notifications-bench";

    private final Map<String, Long> programs;
    private final Path folder;

    private FlightRecording(Map<String, Long> programs, Path folder) {
        this.programs = new TreeMap<>(programs);
        this.folder = folder;
    }

    /**
     * Starts recording.
     *
     * @param programs process numbers by the name that the file of each shall have
     */
    static FlightRecording of(Map<String, Long> programs, Path folder) throws IOException {
        var recording =
                new FlightRecording(programs, Files.createDirectories(folder.toAbsolutePath()));
        recording.programs.values().forEach(pid -> ask(pid, "JFR.start", "settings=profile"));
        return recording;
    }

    /** Ends the recording and keeps it, a file {@code NAME.jfr} for each program. */
    void keep() {
        programs.forEach(
                (name, pid) -> ask(pid, "JFR.stop", "filename=" + folder.resolve(name + ".jfr")));
    }

    private static void ask(long pid, String what, String how) {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            var process =
                    new ProcessBuilder(
                                    jcmd.toString(), Long.toString(pid), what, "name=" + NAME, how)
                            .redirectErrorStream(true)
                            .start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(
                        "%s of process %d failed: %s".formatted(what, pid, said));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
