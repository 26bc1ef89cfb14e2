package fr.gouv.notifications.acceptance.bench;

import fr.gouv.notifications.acceptance.PublicService;
import fr.gouv.notifications.acceptance.SmtpSink;
import fr.gouv.notifications.local.LocalStack;
import fr.gouv.notifications.local.Part;
import fr.gouv.notifications.local.RunningPart;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** Sends loads through one door of a running stack, and measures what becomes of them. */
final class Measurement {

    private static final Duration LONGEST = Duration.ofMinutes(20);

    private final LocalStack stack;
    private final SmtpSink sink;
    private final Map<Part, List<RunningPart>> replicas;
    private final Door.Kind kind;
    private final int batchSize;
    private final PublicService service;
    private final List<String> gateways;
    private long expected;

    Measurement(
            LocalStack stack,
            SmtpSink sink,
            Map<Part, List<RunningPart>> replicas,
            List<String> gateways,
            PublicService service,
            Door.Kind kind,
            int batchSize) {
        this.stack = stack;
        this.sink = sink;
        this.replicas = new EnumMap<>(replicas);
        this.gateways = List.copyOf(gateways);
        this.service = service;
        this.kind = kind;
        this.batchSize = batchSize;
        this.expected = delivered();
    }

    /** Sends it, waits until all of it has arrived and is known to have, and says what it took. */
    Run of(Door.Load load) {
        try (var door = kind.open(stack, gateways, service, batchSize)) {
            return of(load, door);
        }
    }

    private Run of(Door.Load load, Door door) {
        var before = figures();
        var bytesBefore = sink.bytes();
        var start = System.nanoTime();
        door.send(load);
        var answered = System.nanoTime();
        var accepted = door.accepted();
        await(
                "arrivals",
                () -> accepted.keySet().stream().allMatch(to -> sink.arrivalFor(to).times() > 0));
        expected += accepted.size();
        await("statuses", () -> delivered() >= expected);
        var tracked = System.nanoTime();
        var after = figures();

        var count = accepted.size();
        var lastArrival =
                accepted.keySet().stream()
                        .mapToLong(to -> sink.arrivalFor(to).at())
                        .max()
                        .orElse(start);
        var cpu = new LinkedHashMap<String, Double>();
        var compiling = new LinkedHashMap<String, Double>();
        var resident = new LinkedHashMap<String, Long>();
        before.forEach(
                (part, was) -> {
                    var is = after.getOrDefault(part, was);
                    cpu.put(part, (is.cpuMicros() - was.cpuMicros()) / (double) count);
                    compiling.put(
                            part,
                            Math.max(0, is.compilingMicros() - was.compilingMicros())
                                    / (double) count);
                    resident.put(part, is.residentKiB() / 1024);
                });
        return new Run(
                load.name(),
                count,
                load.perSecond(),
                door.refused() + door.broken(),
                times(accepted, 0, 0),
                times(accepted, 2, Integer.MAX_VALUE),
                perSecond(count, answered - start),
                perSecond(count, lastArrival - start),
                perSecond(count, tracked - start),
                Run.Delay.of(new Percentiles(door.waits())),
                handOver(accepted),
                (sink.bytes() - bytesBefore) / 1024.0 / count,
                cpu,
                cpu.values().stream().mapToDouble(Double::doubleValue).sum(),
                compiling,
                resident,
                seconds(accepted, start, lastArrival));
    }

    private int times(Map<String, Door.Accepted> accepted, int least, int most) {
        return (int)
                accepted.keySet().stream()
                        .mapToInt(to -> sink.arrivalFor(to).times())
                        .filter(times -> times >= least && times <= most)
                        .count();
    }

    private Map<String, Run.Delay> handOver(Map<String, Door.Accepted> accepted) {
        var delays = new TreeMap<String, List<Long>>();
        accepted.forEach(
                (to, yes) ->
                        delays.computeIfAbsent(yes.lane(), _ -> new ArrayList<>())
                                // The mail can overtake the answer to the request.
                                .add(Math.max(0, sink.arrivalFor(to).at() - yes.at())));
        var byLane = new TreeMap<String, Run.Delay>();
        delays.forEach((lane, nanos) -> byLane.put(lane, Run.Delay.of(new Percentiles(nanos))));
        return byLane;
    }

    private List<Run.Second> seconds(Map<String, Door.Accepted> accepted, long start, long end) {
        var size = second(end, start) + 1;
        var ins = new int[size];
        var outs = new int[size];
        accepted.forEach(
                (to, yes) -> {
                    ins[Math.clamp(second(yes.at(), start), 0, size - 1)]++;
                    outs[second(sink.arrivalFor(to).at(), start)]++;
                });
        var seconds = new ArrayList<Run.Second>(size);
        for (var n = 0; n < size; n++) {
            seconds.add(new Run.Second(ins[n], outs[n]));
        }
        return seconds;
    }

    private static int second(long at, long start) {
        return (int) ((at - start) / 1_000_000_000L);
    }

    private static double perSecond(int count, long nanos) {
        return count / (nanos / 1e9);
    }

    private Map<String, ProcessFigures> figures() {
        var figures = new LinkedHashMap<String, ProcessFigures>();
        for (var part : stack.chosen()) {
            var all = new ArrayList<RunningPart>(replicas.getOrDefault(part, List.of()));
            all.addFirst(stack.part(part));
            figures.put(
                    part.label(),
                    ProcessFigures.of(all.stream().mapToLong(RunningPart::pid).toArray()));
        }
        figures.put("generator and sink", ProcessFigures.ofThisProcess());
        return figures;
    }

    /** Counted in the database: asking the API for each would be a load of its own. */
    private long delivered() {
        var database = stack.database(Part.TRACKING);
        try (var connection =
                        DriverManager.getConnection(
                                database.url(), database.user(), database.password());
                var rows =
                        connection
                                .createStatement()
                                .executeQuery(
                                        "select count(*) from notification where service = 'charge' and status = 'DELIVERED'")) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException("the statuses cannot be counted", e);
        }
    }

    /** Waits until that is done; fails when it never is. */
    static void await(String what, BooleanSupplier done) {
        var deadline = System.nanoTime() + LONGEST.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("waited in vain for all " + what);
            }
            try {
                Thread.sleep(250);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
    }
}
