package fr.gouv.notifications.acceptance.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import fr.gouv.notifications.acceptance.PublicService;
import fr.gouv.notifications.acceptance.SmtpSink;
import fr.gouv.notifications.local.Console;
import fr.gouv.notifications.local.LocalStack;
import fr.gouv.notifications.local.Part;
import fr.gouv.notifications.local.RunningPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Loads the packaged platform on this machine through its real door and says what it cost: a run as
 * fast as it goes, then a paced one. It starts a stack of its own on free ports, with a mail sink at
 * the end, and leaves nothing behind.
 *
 * <p>Arguments: {@code --count N} (20000), {@code --connections N} (32), {@code --rate N} a second for
 * the paced run (500), {@code --paced N} notifications in it (10000; 0 leaves it out), {@code
 * --duration SECONDS} instead of the two numbers of notifications, {@code --warm-up N} (30000), {@code
 * --door single|batch|kafka}, {@code --batch-size N} (500), {@code --lanes express|bulk|both}, {@code
 * --replicas N} of each service (1 to 3), {@code --old-rows N}: a second run as fast as it goes with
 * that many notifications of the past in the tables, {@code --compare on|off} with the cost of mail
 * alone, {@code --dkim on|off} whether dispatch signs, {@code --json FILE}, {@code --plot FILE} for a picture (SVG), {@code --profile FOLDER} for
 * what each Java program did in each run, as recordings of the Flight Recorder. With {@code
 * --file-rows N} it sends files instead, see {@link FileBenchmark}: {@code --row-bytes N} (500) for
 * each of their rows, {@code --file-rate N} rows a second that the gateway hands over (as
 * configured), {@code --express N} one-time codes a second meanwhile (10). Exit code 1 when a message
 * was lost or doubled.
 */
public final class Benchmark {

    private static final String TEMPLATE = "charge";
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Options options;
    private final LocalStack stack;
    private final SmtpSink sink;
    private final PublicService service;
    private final Console console;

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
            var service = PublicService.create(stack, TEMPLATE, "Service de mesure");
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
                        .environment(
                                Part.DISPATCH, "DKIM_SIGNING", Boolean.toString(options.dkim()))
                        .console(console);
        return options.fileRate() == 0
                ? builder
                : builder.environment(
                        Part.GATEWAY,
                        "GATEWAY_BATCH_ROWS_A_SECOND",
                        Integer.toString(options.fileRate()));
    }

    private boolean run() throws IOException {
        var replicas = new EnumMap<Part, List<RunningPart>>(Part.class);
        var gateways = new ArrayList<>(List.of(stack.apiUrl()));
        for (var part : Part.services()) {
            for (var n = 1; n < options.replicas(); n++) {
                var replica = stack.replicate(part);
                console.progress("one more %s".formatted(part.label()));
                replica.part().start();
                replicas.computeIfAbsent(part, _ -> new ArrayList<>()).add(replica.part());
                if (part == Part.GATEWAY) {
                    gateways.add(replica.url());
                }
            }
        }
        var measurement =
                new Measurement(
                        stack,
                        sink,
                        replicas,
                        gateways,
                        service,
                        options.door(),
                        options.batchSize());
        if (options.warmUp() > 0) {
            console.progress("warming up with %d notifications".formatted(options.warmUp()));
            measurement.of(load("warm-up", options.warmUp(), 0, 0));
        }
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
        var runs = runs(measurement);
        runs.forEach(run -> console.say(run.table()));
        var compared = options.compare() ? compared(runs.getFirst()) : null;
        write(runs, compared);
        return runs.stream().allMatch(Run::clean);
    }

    private List<Run> runs(Measurement measurement) throws IOException {
        var runs = new ArrayList<Run>();
        console.progress("as fast as it goes");
        runs.add(recorded(measurement, load("saturation", options.count(), 0, options.duration())));
        if (options.paced() > 0) {
            console.progress("paced");
            runs.add(
                    recorded(
                            measurement,
                            load("paced", options.paced(), options.rate(), options.duration())));
        }
        if (options.oldRows() > 0) {
            console.progress("%d notifications of the past".formatted(options.oldRows()));
            new OldRows(stack).add(options.oldRows());
            console.progress("as fast as it goes, once more");
            runs.add(
                    recorded(
                            measurement,
                            load("full-tables", options.count(), 0, options.duration())));
        }
        return runs;
    }

    private Run recorded(Measurement measurement, Door.Load load) throws IOException {
        var recording = startRecording(load.name());
        var run = measurement.of(load);
        recording.ifPresent(FlightRecording::keep);
        return run;
    }

    /** For that many seconds, or that many notifications when there is no such limit. */
    private Door.Load load(String name, int count, int perSecond, int seconds) {
        return new Door.Load(
                name,
                TEMPLATE,
                seconds == 0 ? count : Integer.MAX_VALUE,
                perSecond,
                options.connections(),
                options.lanes(),
                System.nanoTime()
                        + (seconds == 0 ? LONGEST : Duration.ofSeconds(seconds)).toNanos());
    }

    private Comparison.Result compared(Run run) throws IOException {
        var checkout = Path.of("").toAbsolutePath();
        var result =
                new Comparison(
                                checkout.resolve("deploy/acceptance/target"),
                                checkout.resolve("dispatch-service/target/quarkus-app"),
                                (int) (run.messageKiB() * 1024),
                                console)
                        .measure();
        console.say(result.table(run.cpuMicrosInAll()));
        return result;
    }

    private void write(List<Run> runs, Comparison.@Nullable Result compared) throws IOException {
        if (!options.json().isEmpty()) {
            var report = new LinkedHashMap<String, Object>();
            report.put("at", Instant.now().toString());
            report.put("processors", Runtime.getRuntime().availableProcessors());
            report.put("java", System.getProperty("java.version"));
            report.put("options", options);
            report.put("runs", runs);
            if (compared != null) {
                report.put("beside", compared);
            }
            Files.write(
                    Path.of(options.json()),
                    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(report));
        }
        if (!options.plot().isEmpty()) {
            Files.writeString(Path.of(options.plot()), Plot.of(runs));
        }
    }

    private Optional<FlightRecording> startRecording(String run) throws IOException {
        if (options.profile().isEmpty()) {
            return Optional.empty();
        }
        Map<String, Long> programs = new LinkedHashMap<>();
        for (var part : stack.chosen()) {
            if (part != Part.POSTGRES) {
                programs.put(part.label(), stack.part(part).pid());
            }
        }
        programs.put("generator", ProcessHandle.current().pid());
        return Optional.of(FlightRecording.of(programs, Path.of(options.profile(), run)));
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
