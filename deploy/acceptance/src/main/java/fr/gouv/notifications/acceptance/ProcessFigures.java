package fr.gouv.notifications.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process and its children have used, read from Linux's {@code /proc} (proc_pid_stat(5)).
 *
 * @param cpuMicros user and system time in microseconds, ended children included
 * @param residentKiB resident memory in KiB
 */
record ProcessFigures(long cpuMicros, long residentKiB) {

    /** Linux counts in hundredths of a second on every platform that we run on (USER_HZ). */
    private static final long MICROS_PER_TICK = 10_000;

    static ProcessFigures of(long pid) {
        var all =
                Stream.concat(
                        Stream.of(pid),
                        ProcessHandle.of(pid).stream()
                                .flatMap(ProcessHandle::descendants)
                                .map(ProcessHandle::pid));
        return all.map(ProcessFigures::alone)
                .reduce(new ProcessFigures(0, 0), ProcessFigures::plus);
    }

    /** This process without its children: they are measured for themselves. */
    static ProcessFigures ofThisProcess() {
        return alone(ProcessHandle.current().pid());
    }

    private ProcessFigures plus(ProcessFigures other) {
        return new ProcessFigures(cpuMicros + other.cpuMicros, residentKiB + other.residentKiB);
    }

    private static ProcessFigures alone(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            // The second field is the name in brackets and may hold spaces.
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            var ticks = 0L;
            for (var field = 11; field <= 14; field++) {
                ticks += Long.parseLong(fields[field]);
            }
            var resident =
                    Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                            .filter(
                                    line ->
                                            line.startsWith("RssAnon:")
                                                    || line.startsWith("RssFile:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
                            .sum();
            return new ProcessFigures(ticks * MICROS_PER_TICK, resident);
        } catch (IOException gone) {
            return new ProcessFigures(0, 0);
        }
    }
}
