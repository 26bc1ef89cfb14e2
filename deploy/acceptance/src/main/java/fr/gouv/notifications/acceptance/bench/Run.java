package fr.gouv.notifications.acceptance.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What one run showed.
 *
 * @param rate asked for a second; 0 for as fast as it goes
 * @param acceptedPerSecond between the first request and the last answer
 * @param deliveredPerSecond between the first request and the last arrival at the sink
 * @param trackedPerSecond between the first request and the last status <em>delivered</em>
 * @param handOver from the answer to the arrival at the sink, by lane
 * @param cpuMicros CPU time per notification by part; replicas of a service are added up
 * @param compilingMicros the part of it that went into compiling
 * @param residentMiB resident memory at the end by part; the largest of its replicas
 * @param seconds what went through in each second since the first request
 */
record Run(
        String name,
        int notifications,
        int rate,
        int refused,
        int lost,
        int doubled,
        double acceptedPerSecond,
        double deliveredPerSecond,
        double trackedPerSecond,
        Delay accept,
        Map<String, Delay> handOver,
        double messageKiB,
        Map<String, Double> cpuMicros,
        double cpuMicrosInAll,
        Map<String, Double> compilingMicros,
        Map<String, Long> residentMiB,
        List<Second> seconds) {

    /** How long something took, in milliseconds. */
    record Delay(double p50Millis, double p99Millis, double longestMillis) {

        static Delay of(Percentiles nanos) {
            return new Delay(nanos.millis(0.5), nanos.millis(0.99), nanos.millis(1));
        }
    }

    /** What went through in one second. */
    record Second(int accepted, int delivered) {}

    boolean clean() {
        return lost == 0 && doubled == 0;
    }

    /** The table that people read. */
    String table() {
        var lines = new StringBuilder();
        lines.append(
                String.format(
                        Locale.ROOT,
                        "%n%s: %d notifications of %.1f KiB%s%n",
                        name,
                        notifications,
                        messageKiB,
                        rate == 0 ? "" : " at %d/s".formatted(rate)));
        lines.append(
                String.format(
                        Locale.ROOT,
                        "  accepted %.0f/s   delivered %.0f/s   status known %.0f/s   refused %d   lost %d   doubled %d%n",
                        acceptedPerSecond,
                        deliveredPerSecond,
                        trackedPerSecond,
                        refused,
                        lost,
                        doubled));
        lines.append(
                String.format(
                        Locale.ROOT,
                        "  accept p50 %.1f ms, p99 %.1f ms, longest %.1f ms%n",
                        accept.p50Millis(),
                        accept.p99Millis(),
                        accept.longestMillis()));
        handOver.forEach(
                (lane, delay) ->
                        lines.append(
                                String.format(
                                        Locale.ROOT,
                                        "  accepted to relay, %s: p50 %.0f ms, p99 %.0f ms, longest %.0f ms%n",
                                        lane,
                                        delay.p50Millis(),
                                        delay.p99Millis(),
                                        delay.longestMillis())));
        lines.append(
                String.format(
                        Locale.ROOT,
                        "  %-20s %12s %15s %14s%n",
                        "process",
                        "CPU µs each",
                        "of it compiling",
                        "resident MiB"));
        cpuMicros.forEach(
                (part, micros) ->
                        lines.append(
                                String.format(
                                        Locale.ROOT,
                                        "  %-20s %12.0f %15.0f %14d%n",
                                        part,
                                        micros,
                                        compilingMicros.getOrDefault(part, 0.0),
                                        residentMiB.getOrDefault(part, 0L))));
        lines.append(
                String.format(
                        Locale.ROOT,
                        "  %-20s %12.0f %15.0f%n",
                        "in all",
                        cpuMicrosInAll,
                        compilingMicros.values().stream().mapToDouble(Double::doubleValue).sum()));
        return lines.toString();
    }
}
