package fr.gouv.notifications.acceptance;

import com.fasterxml.jackson.databind.ObjectMapper;
import fr.gouv.notifications.local.Console;
import fr.gouv.notifications.local.LocalStack;
import fr.gouv.notifications.local.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/**
 * Loads the packaged platform on this machine through its real door and says what it cost: a run as
 * fast as it goes, then a paced one. It starts a stack of its own on free ports, with a mail sink at
 * the end, and leaves nothing behind.
 *
 * <p>Arguments: {@code --count N} (20000), {@code --connections N} (32), {@code --rate N} a second for
 * the paced run (500), {@code --paced N} notifications in it (10000; 0 leaves it out), {@code
 * --warm-up N} (30000), {@code --json FILE}, {@code --profile FOLDER} for what each Java program did
 * in the first run, as recordings of the Flight Recorder. With {@code --file-rows N} it sends files
 * instead, see {@link FileBenchmark}: {@code --row-bytes N} (500) for each of their rows, {@code
 * --file-rate N} rows a second that the gateway hands over (as configured), {@code --express N}
 * one-time codes a second meanwhile (10). Exit code 1 when a message was lost or doubled.
 */
public final class Benchmark {

    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final String TEMPLATE = "charge";

    private final Options options;
    private final LocalStack stack;
    private final SmtpSink sink;
    private final PublicService service;
    private final Console console;
    private long expected;

    private Benchmark(
            Options options,
            LocalStack stack,
            SmtpSink sink,
            PublicService service,
            Console console) {
        this.options = options;
        this.stack = stack;
        this.sink = sink;
        this.service = service;
        this.console = console;
    }

    record Options(
            int count,
            int connections,
            int rate,
            int paced,
            int warmUp,
            int fileRows,
            int rowBytes,
            int fileRate,
            int express,
            String json,
            String profile) {

        static Options of(String... arguments) {
            var values =
                    new LinkedHashMap<>(
                            Map.of(
                                    "--count", "20000",
                                    "--connections", "32",
                                    "--rate", "500",
                                    "--paced", "10000",
                                    "--warm-up", "30000",
                                    "--json", "",
                                    "--profile", ""));
            values.putAll(
                    Map.of(
                            "--file-rows", "0",
                            "--row-bytes", "500",
                            "--file-rate", "0",
                            "--express", "10"));
            for (var n = 0; n < arguments.length; n += 2) {
                if (!values.containsKey(arguments[n]) || n + 1 == arguments.length) {
                    throw new IllegalArgumentException(
                            "unknown or incomplete option %s; there are %s"
                                    .formatted(
                                            arguments[n],
                                            values.keySet().stream().sorted().toList()));
                }
                values.put(arguments[n], arguments[n + 1]);
            }
            return new Options(
                    number(values, "--count"),
                    number(values, "--connections"),
                    number(values, "--rate"),
                    number(values, "--paced"),
                    number(values, "--warm-up"),
                    number(values, "--file-rows"),
                    number(values, "--row-bytes"),
                    number(values, "--file-rate"),
                    number(values, "--express"),
                    values.getOrDefault("--json", ""),
                    values.getOrDefault("--profile", ""));
        }

        private static int number(Map<String, String> values, String option) {
            var text = values.getOrDefault(option, "");
            try {
                return Integer.parseInt(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "%s needs a number, not \"%s\"".formatted(option, text));
            }
        }
    }

    /** Runs the benchmark; see the class. */
    public static void main(String... arguments) throws IOException {
        var console = Console.standard();
        Options options;
        try {
            options = Options.of(arguments);
        } catch (IllegalArgumentException e) {
            console.say(String.valueOf(e.getMessage()));
            System.exit(2);
            return;
        }
        var folder = Files.createTempDirectory("notifications-bench-");
        var clean = false;
        try (var sink = new SmtpSink();
                var stack = stack(folder, sink, options, console).start()) {
            var service = PublicService.create(stack, "charge", "Service de mesure");
            service.publish(TEMPLATE, "mandatory", "Votre dossier ((numéro))", body());
            clean = new Benchmark(options, stack, sink, service, console).run();
        } finally {
            delete(folder);
        }
        System.exit(clean ? 0 : 1);
    }

    private static LocalStack.Builder stack(
            Path folder, SmtpSink sink, Options options, Console console) {
        var builder =
                LocalStack.in(folder)
                        .freePorts()
                        .compiledAsUsual()
                        .only(EnumSet.complementOf(EnumSet.of(Part.MAIL)))
                        .smtp("127.0.0.1", sink.port())
                        .console(console);
        return options.fileRate() == 0
                ? builder
                : builder.environment(
                        Part.GATEWAY,
                        "GATEWAY_BATCH_ROWS_A_SECOND",
                        Integer.toString(options.fileRate()));
    }

    private boolean run() throws IOException {
        console.progress("warming up with %d notifications".formatted(options.warmUp()));
        load("warm-up", options.warmUp(), 0);
        if (options.fileRows() > 0) {
            return new FileBenchmark(
                            stack,
                            sink,
                            service,
                            console,
                            new FileBenchmark.Size(options.fileRows(), options.rowBytes()),
                            options.express())
                    .run();
        }
        var runs = new ArrayList<Run>();
        var recording = startRecording();
        console.progress("as fast as it goes: %d notifications".formatted(options.count()));
        runs.add(load("saturation", options.count(), 0));
        recording.ifPresent(FlightRecording::keep);
        if (options.paced() > 0) {
            console.progress("paced: %d notifications".formatted(options.paced()));
            runs.add(load("paced", options.paced(), options.rate()));
        }
        runs.forEach(run -> console.say(table(run)));
        if (!options.json().isEmpty()) {
            var report =
                    Map.of(
                            "at", Instant.now().toString(),
                            "processors", Runtime.getRuntime().availableProcessors(),
                            "java", System.getProperty("java.version"),
                            "runs", runs);
            Files.write(
                    Path.of(options.json()),
                    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(report));
        }
        return runs.stream().allMatch(run -> run.lost() == 0 && run.doubled() == 0);
    }

    private Optional<FlightRecording> startRecording() throws IOException {
        if (options.profile().isEmpty()) {
            return Optional.empty();
        }
        var programs = new LinkedHashMap<String, Long>();
        for (var part : stack.chosen()) {
            if (part != Part.POSTGRES) {
                programs.put(part.label(), stack.part(part).pid());
            }
        }
        programs.put("generator", ProcessHandle.current().pid());
        return Optional.of(FlightRecording.of(programs, Path.of(options.profile())));
    }

    /**
     * What one run showed.
     *
     * @param acceptedPerSecond between the first request and the last answer
     * @param deliveredPerSecond between the first request and the last arrival at the sink
     * @param trackedPerSecond between the first request and the last status <em>delivered</em>
     * @param cpuMicros CPU time per notification by process
     * @param compilingMicros the part of it that went into compiling
     * @param residentMiB resident memory at the end by process
     */
    public record Run(
            String name,
            int notifications,
            int rate,
            int refused,
            int lost,
            int doubled,
            double acceptedPerSecond,
            double deliveredPerSecond,
            double trackedPerSecond,
            double acceptP50Millis,
            double acceptP99Millis,
            double handOverP50Millis,
            double handOverP99Millis,
            double messageKiB,
            Map<String, Double> cpuMicros,
            double cpuMicrosInAll,
            Map<String, Double> compilingMicros,
            Map<String, Long> residentMiB) {}

    private Run load(String name, int count, int rate) {
        var generator = new LoadGenerator(stack.apiUrl(), service.api().token());
        IntFunction<String> request =
                n ->
                        "{\"template\":\"%s\",\"to\":{\"email\":\"citoyen-%d@charge.test\"},\"values\":{\"numéro\":\"%s-%d\",\"prénom\":\"Jeanne\"}}"
                                .formatted(TEMPLATE, n, name, n);
        var before = figures();
        var bytesBefore = sink.bytes();
        var start = System.nanoTime();
        generator.run(count, options.connections(), rate, request);
        var answered = System.nanoTime();
        var accepted = generator.acceptedAt();
        await(
                "arrivals",
                () -> accepted.keySet().stream().allMatch(id -> sink.arrival(id).times() > 0));
        expected += accepted.size();
        await("statuses", () -> delivered() >= expected);
        var tracked = System.nanoTime();
        var after = figures();

        var times = accepted.keySet().stream().map(id -> sink.arrival(id).times()).toList();
        var lastArrival =
                accepted.keySet().stream()
                        .mapToLong(id -> sink.arrival(id).at())
                        .max()
                        .orElse(start);
        var handOvers =
                new Percentiles(
                        accepted.entrySet().stream()
                                // The mail can overtake the answer to the request.
                                .map(
                                        entry ->
                                                Math.max(
                                                        0,
                                                        sink.arrival(entry.getKey()).at()
                                                                - entry.getValue()))
                                .toList());
        var waits = new Percentiles(generator.waits());
        var cpu = new LinkedHashMap<String, Double>();
        var compiling = new LinkedHashMap<String, Double>();
        var resident = new LinkedHashMap<String, Long>();
        before.forEach(
                (part, was) -> {
                    var is = after.getOrDefault(part, was);
                    cpu.put(part, (is.cpuMicros() - was.cpuMicros()) / (double) accepted.size());
                    compiling.put(
                            part,
                            Math.max(0, is.compilingMicros() - was.compilingMicros())
                                    / (double) accepted.size());
                    resident.put(part, is.residentKiB() / 1024);
                });
        return new Run(
                name,
                accepted.size(),
                rate,
                generator.refused() + generator.broken(),
                (int) times.stream().filter(often -> often == 0).count(),
                (int) times.stream().filter(often -> often > 1).count(),
                perSecond(accepted.size(), answered - start),
                perSecond(accepted.size(), lastArrival - start),
                perSecond(accepted.size(), tracked - start),
                waits.millis(0.5),
                waits.millis(0.99),
                handOvers.millis(0.5),
                handOvers.millis(0.99),
                (sink.bytes() - bytesBefore) / 1024.0 / accepted.size(),
                cpu,
                sum(cpu),
                compiling,
                resident);
    }

    private static double sum(Map<String, Double> values) {
        return values.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    private static double perSecond(int count, long nanos) {
        return count / (nanos / 1e9);
    }

    private Map<String, ProcessFigures> figures() {
        var figures = new LinkedHashMap<String, ProcessFigures>();
        for (var part : stack.chosen()) {
            figures.put(part.label(), ProcessFigures.of(stack.part(part).pid()));
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
                                        "select count(*) from notification where status = 'DELIVERED'")) {
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

    private static String table(Run run) {
        var lines = new StringBuilder();
        lines.append(
                String.format(
                        Locale.ROOT,
                        "%n%s: %d notifications of %.1f KiB%s%n",
                        run.name(),
                        run.notifications(),
                        run.messageKiB(),
                        run.rate() == 0 ? "" : " at %d/s".formatted(run.rate())));
        lines.append(
                String.format(
                        Locale.ROOT,
                        "  accepted %.0f/s   delivered %.0f/s   status known %.0f/s   refused %d   lost %d   doubled %d%n",
                        run.acceptedPerSecond(),
                        run.deliveredPerSecond(),
                        run.trackedPerSecond(),
                        run.refused(),
                        run.lost(),
                        run.doubled()));
        lines.append(
                String.format(
                        Locale.ROOT,
                        "  accept p50 %.1f ms, p99 %.1f ms   accepted to relay p50 %.0f ms, p99 %.0f ms%n",
                        run.acceptP50Millis(),
                        run.acceptP99Millis(),
                        run.handOverP50Millis(),
                        run.handOverP99Millis()));
        lines.append(
                String.format(
                        Locale.ROOT,
                        "  %-20s %12s %15s %14s%n",
                        "process",
                        "CPU µs each",
                        "of it compiling",
                        "resident MiB"));
        run.cpuMicros()
                .forEach(
                        (part, micros) ->
                                lines.append(
                                        String.format(
                                                Locale.ROOT,
                                                "  %-20s %12.0f %15.0f %14d%n",
                                                part,
                                                micros,
                                                run.compilingMicros().getOrDefault(part, 0.0),
                                                run.residentMiB().getOrDefault(part, 0L))));
        lines.append(
                String.format(
                        Locale.ROOT,
                        "  %-20s %12.0f %15.0f%n",
                        "in all",
                        run.cpuMicrosInAll(),
                        sum(run.compilingMicros())));
        return lines.toString();
    }

    /** With its layout the e-mail weighs about 4 KB or more, as a real one does. */
    static String body() {
        return """
                # Votre dossier

                Bonjour ((prénom)),

                Votre dossier **((numéro))** a été reçu. Nous l’examinons dans les meilleurs délais.

                ## Ce qui se passe maintenant

                * un agent vérifie les pièces que vous avez jointes
                * vous êtes prévenu si l’une d’elles manque
                * une décision vous est envoyée

                [Suivre mon dossier](https://exemple.test/dossiers/((numéro)))

                """
                + "Vous pouvez répondre à ce message : un agent vous lira. ".repeat(12);
    }

    private static void delete(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
