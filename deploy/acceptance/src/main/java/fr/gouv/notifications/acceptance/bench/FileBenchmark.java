package fr.gouv.notifications.acceptance.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import fr.gouv.notifications.acceptance.PublicService;
import fr.gouv.notifications.acceptance.SmtpSink;
import fr.gouv.notifications.local.Console;
import fr.gouv.notifications.local.LocalStack;
import fr.gouv.notifications.local.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sends files through the real door: a small one, one ten times as large, and the large one once
 * more while dispatch is away, so that all its rows lie before it when it is back. Says how much
 * lived in the heap of the gateway meanwhile, which should be the same for all, how long checking
 * and sending took, and how long one-time codes took from their answer to the relay while the rows
 * left.
 */
final class FileBenchmark {

    private static final String TEMPLATE = "fichier";
    private static final String CODE = "code";
    private static final double GOAL_MILLIS = 5_000;
    private static final int CODES_AT_ONCE = 20;

    private final LocalStack stack;
    private final SmtpSink sink;
    private final PublicService service;
    private final Console console;
    private final Size size;
    private final int codesPerSecond;
    private int codeLoads;

    /**
     * How large a file is.
     *
     * @param rowBytes of one row, line break included
     */
    record Size(int rows, int rowBytes) {

        Size tenth() {
            return new Size(Math.max(1, rows / 10), rowBytes);
        }
    }

    /** What the line finds. */
    private enum Load {
        /** Rows as they leave the gateway. */
        FLOWING,
        /** All rows at once. */
        QUEUED
    }

    /** What one file showed. */
    private record Run(
            Size size,
            Load load,
            double megabytes,
            double checkSeconds,
            double acceptSeconds,
            double arriveSeconds,
            double heapBefore,
            double heapChecking,
            double heapSending,
            int lost,
            int doubled,
            Percentiles codes,
            int codesSent,
            int codesLost) {}

    FileBenchmark(
            LocalStack stack,
            SmtpSink sink,
            PublicService service,
            Console console,
            Size size,
            int codesPerSecond) {
        this.stack = stack;
        this.sink = sink;
        this.service = service;
        this.console = console;
        this.size = size;
        this.codesPerSecond = codesPerSecond;
    }

    /** Whether everything arrived once. */
    boolean run() throws IOException {
        service.publish(
                TEMPLATE, "mandatory", "Votre dossier ((numéro))", "((texte))\n\n" + text());
        service.publish(CODE, "mandatory", "Votre code", "((prénom)), votre code : ((numéro))");
        console.progress("codes alone");
        var alone = new HashMap<String, Door.Accepted>();
        sendCodes(alone, 10 * codesPerSecond);
        awaitCodes(alone);
        console.say(
                String.format(
                        Locale.ROOT,
                        "%ncodes alone: accepted to relay p50 %.0f ms, p99 %.0f ms, longest %.0f ms",
                        waits(alone).millis(0.5),
                        waits(alone).millis(0.99),
                        waits(alone).millis(1)));
        var runs =
                List.of(
                        measured(size.tenth(), Load.FLOWING),
                        measured(size, Load.FLOWING),
                        measured(size, Load.QUEUED));
        console.say(table(runs));
        return runs.stream()
                .allMatch(run -> run.lost() == 0 && run.doubled() == 0 && run.codesLost() == 0);
    }

    private static String text() {
        return "Vous pouvez répondre à ce message : un agent vous lira. ".repeat(12);
    }

    private Run measured(Size of, Load load) throws IOException {
        var file = file(of);
        var gateway = stack.part(Part.GATEWAY).pid();
        var before = HeapWatch.livingMiB(gateway);
        console.progress("checking %d rows".formatted(of.rows()));
        var began = System.nanoTime();
        double heapChecking;
        JsonNode batch;
        String path;
        try (var heap = new HeapWatch(gateway)) {
            var answer = service.api().postFile("/v1/batches", file, Map.of("template", TEMPLATE));
            if (answer.status() != 201) {
                throw new IllegalStateException(
                        "the file was not taken: %d %s".formatted(answer.status(), answer.body()));
            }
            path = "/v1/batches/" + answer.text("id");
            Measurement.await("checks", () -> !status(path).equals("checking"));
            batch = service.api().get(path).body();
            heapChecking = heap.mostMiB();
        }
        var checked = System.nanoTime();
        if (batch.path("file").path("valid").asInt() != of.rows()) {
            throw new IllegalStateException("rows were refused: " + batch.path("errors"));
        }
        return sent(of, load, file, path, before, heapChecking, checked - began);
    }

    private Run sent(
            Size of,
            Load load,
            Path file,
            String path,
            double before,
            double heapChecking,
            long checking)
            throws IOException {
        console.progress("sending %d rows".formatted(of.rows()));
        var gateway = stack.part(Part.GATEWAY).pid();
        var sentCodes = new HashMap<String, Door.Accepted>();
        var enough = new AtomicBoolean();
        var began = System.nanoTime();
        Set<String> ids;
        long accepted;
        double heapSending;
        try (var heap = new HeapWatch(gateway)) {
            var dispatch = stack.part(Part.DISPATCH);
            var codes =
                    Thread.ofPlatform()
                            .name("codes")
                            .unstarted(
                                    () -> {
                                        while (!enough.get()) {
                                            sendCodes(sentCodes, CODES_AT_ONCE);
                                        }
                                    });
            switch (load) {
                case FLOWING -> codes.start();
                case QUEUED -> dispatch.stop();
            }
            service.api().post(path + "/start", Map.of());
            Measurement.await("rows", () -> status(path).equals("done"));
            accepted = System.nanoTime();
            ids = notifications(path);
            if (load == Load.QUEUED) {
                dispatch.start();
                codes.start();
            }
            Measurement.await(
                    "arrivals", () -> ids.stream().allMatch(id -> sink.arrival(id).times() > 0));
            enough.set(true);
            join(codes);
            heapSending = heap.mostMiB();
        }
        awaitCodes(sentCodes);
        var last = ids.stream().mapToLong(id -> sink.arrival(id).at()).max().orElse(began);
        return new Run(
                of,
                load,
                Files.size(file) / 1e6,
                checking / 1e9,
                (accepted - began) / 1e9,
                (last - began) / 1e9,
                before,
                heapChecking,
                heapSending,
                of.rows() - ids.size(),
                (int) ids.stream().filter(id -> sink.arrival(id).times() > 1).count(),
                waits(sentCodes),
                sentCodes.size(),
                (int)
                        sentCodes.keySet().stream()
                                .filter(to -> sink.arrivalFor(to).times() != 1)
                                .count());
    }

    private String status(String path) {
        return service.api().get(path).text("status");
    }

    private Set<String> notifications(String path) {
        var ids = new HashSet<String>();
        service.api()
                .download(path + "/rows.csv")
                .lines()
                .skip(1)
                .forEach(line -> ids.add(line.split(";", -1)[1]));
        return ids;
    }

    /** Sends that many, and notes when each was accepted. */
    private void sendCodes(Map<String, Door.Accepted> accepted, int count) {
        var load =
                new Door.Load(
                        "code-" + ++codeLoads,
                        CODE,
                        count,
                        codesPerSecond,
                        4,
                        Door.Lanes.EXPRESS,
                        Long.MAX_VALUE);
        try (var door = new HttpDoor(List.of(stack.apiUrl()), service.api().token(), 1)) {
            door.send(load);
            accepted.putAll(door.accepted());
            if (door.refused() + door.broken() > 0) {
                throw new IllegalStateException("codes were refused");
            }
        }
    }

    private void awaitCodes(Map<String, Door.Accepted> accepted) {
        Measurement.await(
                "codes",
                () -> accepted.keySet().stream().allMatch(to -> sink.arrivalFor(to).times() > 0));
    }

    /** From the answer to the relay; a mail can overtake the answer. */
    private Percentiles waits(Map<String, Door.Accepted> accepted) {
        return new Percentiles(
                accepted.entrySet().stream()
                        .map(
                                entry ->
                                        Math.max(
                                                0,
                                                sink.arrivalFor(entry.getKey()).at()
                                                        - entry.getValue().at()))
                        .toList());
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Each row for another citizen, filled up to its size. */
    private static Path file(Size size) throws IOException {
        var file = Files.createTempFile("notifications-bench-", ".csv");
        file.toFile().deleteOnExit();
        try (var out = Files.newBufferedWriter(file)) {
            out.write("courriel;numéro;texte\n");
            for (var n = 0; n < size.rows(); n++) {
                var row = "citoyen-%d@charge.test;%d;".formatted(n, n);
                var room = size.rowBytes() - row.getBytes(UTF_8).length - 1;
                out.write(row);
                out.write(
                        "Un agent vous lira. "
                                .repeat(room / 20 + 1)
                                .substring(0, Math.max(1, room)));
                out.write('\n');
            }
        }
        return file;
    }

    private static String table(List<Run> runs) {
        var lines = new StringBuilder();
        for (var run : runs) {
            lines.append(
                    String.format(
                            Locale.ROOT,
                            """
                            %nfile: %d rows, %.1f MB%s
                              checked in %.1f s   all accepted %.1f s after the start   all arrived after %.1f s (%.0f/s)   lost %d   doubled %d
                              living in the heap of the gateway: before %.1f MiB, at most %.1f MiB while checking and %.1f MiB while sending
                              %d codes meanwhile: accepted to relay p50 %.0f ms, p99 %.0f ms, longest %.0f ms (goal %.0f ms: %s)   lost or doubled %d
                            """,
                            run.size().rows(),
                            run.megabytes(),
                            run.load() == Load.FLOWING
                                    ? ""
                                    : ", all of them queued before dispatch",
                            run.checkSeconds(),
                            run.acceptSeconds(),
                            run.arriveSeconds(),
                            run.size().rows() / run.arriveSeconds(),
                            run.lost(),
                            run.doubled(),
                            run.heapBefore(),
                            run.heapChecking(),
                            run.heapSending(),
                            run.codesSent(),
                            run.codes().millis(0.5),
                            run.codes().millis(0.99),
                            run.codes().millis(1),
                            GOAL_MILLIS,
                            run.codes().millis(1) <= GOAL_MILLIS ? "met" : "NOT met",
                            run.codesLost()));
        }
        return lines.toString();
    }
}
