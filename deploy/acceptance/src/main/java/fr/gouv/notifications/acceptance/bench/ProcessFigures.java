package fr.gouv.notifications.acceptance.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * What a process and its children have used, read from Linux's {@code /proc} (proc_pid_stat(5)).
 *
 * @param cpuMicros user and system time in microseconds, ended children included
 * @param compilingMicros the part of it in which Java compiled; what an ended compiler thread used is
 *     lost
 * @param residentKiB resident memory in KiB
 */
record ProcessFigures(long cpuMicros, long compilingMicros, long residentKiB) {

    /** Linux counts in hundredths of a second on every platform that we run on (USER_HZ). */
    private static final long MICROS_PER_TICK = 10_000;

    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;
    private static final int ENDED_CHILDREN_SYSTEM_TIME = 14;

    /** Of processes that do the same work: their times add up, the memory is that of the largest. */
    static ProcessFigures of(long... pids) {
        return Arrays.stream(pids)
                .mapToObj(ProcessFigures::of)
                .reduce(
                        new ProcessFigures(0, 0, 0),
                        (one, other) ->
                                new ProcessFigures(
                                        one.cpuMicros + other.cpuMicros,
                                        one.compilingMicros + other.compilingMicros,
                                        Math.max(one.residentKiB, other.residentKiB)));
    }

    static ProcessFigures of(long pid) {
        var all =
                Stream.concat(
                        Stream.of(pid),
                        ProcessHandle.of(pid).stream()
                                .flatMap(ProcessHandle::descendants)
                                .map(ProcessHandle::pid));
        return all.map(ProcessFigures::alone)
                .reduce(new ProcessFigures(0, 0, 0), ProcessFigures::plus);
    }

    /** This process without its children: they are measured for themselves. */
    static ProcessFigures ofThisProcess() {
        return alone(ProcessHandle.current().pid());
    }

    private ProcessFigures plus(ProcessFigures other) {
        return new ProcessFigures(
                cpuMicros + other.cpuMicros,
                compilingMicros + other.compilingMicros,
                residentKiB + other.residentKiB);
    }

    private static ProcessFigures alone(long pid) {
        try {
            var fields = fields(Path.of("/proc/" + pid + "/stat"));
            var ticks = 0L;
            for (var field = USER_TIME; field <= ENDED_CHILDREN_SYSTEM_TIME; field++) {
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
            return new ProcessFigures(
                    ticks * MICROS_PER_TICK, compilingTicks(pid) * MICROS_PER_TICK, resident);
        } catch (IOException gone) {
            return new ProcessFigures(0, 0, 0);
        }
    }

    /** Of the threads that Java names "C1 CompilerThread0" and the like; Linux keeps 15 letters. */
    private static long compilingTicks(long pid) throws IOException {
        var ticks = 0L;
        try (var threads = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
            for (var thread : threads) {
                try {
                    if (Files.readString(thread.resolve("comm")).contains(" CompilerThre")) {
                        var fields = fields(thread.resolve("stat"));
                        ticks +=
                                Long.parseLong(fields[USER_TIME])
                                        + Long.parseLong(fields[SYSTEM_TIME]);
                    }
                } catch (NoSuchFileException ended) {
                    // What it used is lost.
                }
            }
        }
        return ticks;
    }

    /** The fields from the third on: the second is the name in brackets and may hold spaces. */
    private static String[] fields(Path file) throws IOException {
        var stat = Files.readString(file);
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    }
}
