package fr.gouv.notifications.acceptance.bench;

import java.io.IOException;
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
        recording
                .programs
                .values()
                .forEach(pid -> Jcmd.ask(pid, "JFR.start", "name=" + NAME, "settings=profile"));
        return recording;
    }

    /** Ends the recording and keeps it, a file {@code NAME.jfr} for each program. */
    void keep() {
        programs.forEach(
                (name, pid) ->
                        Jcmd.ask(
                                pid,
                                "JFR.stop",
                                "name=" + NAME,
                                "filename=" + folder.resolve(name + ".jfr")));
    }
}
