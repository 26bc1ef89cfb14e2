package fr.gouv.notifications.acceptance.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import fr.gouv.notifications.acceptance.SmtpSink;
import fr.gouv.notifications.local.Console;
import fr.gouv.notifications.local.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * {@code ./notifications chaos}: sends through every door while everything breaks in turn, then
 * reckons by id what was accepted, what the platform says and what arrived.
 *
 * <p>Arguments: {@code --count N} messages (2000), {@code --rate N} a second (40), {@code --every
 * SECONDS} between two faults (10; the next one waits for the platform to be whole again), {@code
 * --seed N} of the choices (by chance, and printed), {@code --faults all|some} (all: every fault on
 * every link, again and again in new orders; some: one of each kind), {@code --patience SECONDS}
 * without any progress before the run is reckoned up (120), {@code --disk MiB} of the database (1024;
 * 0 for none of its own), {@code --json FILE}. Exit code 1 when anything was lost, silent, doubled
 * without an explanation or untrue.
 */
public final class Chaos {

    private static final Duration PROBE_PATIENCE = Duration.ofSeconds(90);
    private static final int LEAST_MILLIS = 1_500;
    private static final int MOST_MILLIS = 4_000;

    private final Options options;
    private final Console console;
    private final Random random;
    private final Rig rig;
    private final Ledger ledger = new Ledger();
    private final Load load;
    private final List<Told> told = new ArrayList<>();

    private Chaos(Options options, Rig rig, Console console) {
        this.options = options;
        this.rig = rig;
        this.console = console;
        random = new Random(options.seed());
        load = new Load(rig.stack(), ledger);
    }

    record Options(
            int count,
            int rate,
            int every,
            long seed,
            boolean all,
            int patience,
            int disk,
            String json) {

        static Options of(String... arguments) {
            var values =
                    new LinkedHashMap<>(
                            Map.of(
                                    "--count", "2000",
                                    "--rate", "40",
                                    "--every", "10",
                                    "--seed", Long.toString(new Random().nextLong(1_000_000)),
                                    "--faults", "all",
                                    "--patience", "120",
                                    "--disk", "1024",
                                    "--json", ""));
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
            var faults = values.getOrDefault("--faults", "");
            if (!List.of("all", "some").contains(faults)) {
                throw new IllegalArgumentException(
                        "--faults is all or some, not \"%s\"".formatted(faults));
            }
            return new Options(
                    (int) number(values, "--count", 1),
                    (int) number(values, "--rate", 1),
                    (int) number(values, "--every", 1),
                    number(values, "--seed", 0),
                    faults.equals("all"),
                    (int) number(values, "--patience", 1),
                    (int) number(values, "--disk", 0),
                    values.getOrDefault("--json", ""));
        }

        private static long number(Map<String, String> values, String option, long least) {
            var text = values.getOrDefault(option, "");
            if (!text.matches("\\d{1,9}") || Long.parseLong(text) < least) {
                throw new IllegalArgumentException(
                        "%s needs a number from %d, not \"%s\"".formatted(option, least, text));
            }
            return Long.parseLong(text);
        }
    }

    /**
     * A fault that was.
     *
     * @param heldMillis how long it lasted
     * @param recoveryMillis between its mending and the arrival of a message sent then; -1 when none
     *     arrived in time
     */
    public record Told(String fault, long heldMillis, long recoveryMillis) {}

    /** Runs it; see the class. */
    public static void main(String... arguments) throws Exception {
        var console = Console.standard();
        try {
            System.exit(run(console, Path.of(""), arguments) ? 0 : 1);
        } catch (IllegalArgumentException e) {
            console.say(String.valueOf(e.getMessage()));
            System.exit(2);
        }
    }

    /**
     * Runs it and says whether nothing was lost, silent, untrue or doubled without an explanation.
     *
     * @param checkout the project whose build is run
     */
    public static boolean run(Console console, Path checkout, String... arguments)
            throws IOException {
        var options = Options.of(arguments);
        console.say("seed " + options.seed());
        var folder = Files.createTempDirectory("notifications-chaos-");
        var isClean = false;
        try (var rig = new Rig(folder, checkout.toAbsolutePath(), options.disk(), console)) {
            isClean = new Chaos(options, rig, console).run();
        } finally {
            if (isClean) {
                delete(folder);
            } else {
                console.say("The logs stay in " + folder);
            }
        }
        return isClean;
    }

    private boolean run() throws IOException {
        if (rig.disk().isEmpty() && options.disk() > 0) {
            console.progress("no small disk can be mounted here: that fault is left out");
        }
        var processes = processes();
        Reckoning.Result result;
        long gap;
        try (var feed = new FeedReader(load.api());
                var threads = Executors.newCachedThreadPool()) {
            var began = System.nanoTime();
            var sending = threads.submit(() -> load.run(options.count(), options.rate()));
            breakThings(sending, threads);
            finish(sending);
            var ended = System.nanoTime();
            console.progress("all is sent; waiting for what is under way");
            var reckoning = new Reckoning(ledger, feed, rig.sink(), load.api());
            reckoning.awaitEnds(Duration.ofSeconds(options.patience()));
            result = reckoning.reckon();
            gap = longestGap(rig.sink(), began, ended);
        }
        var died = died(processes);
        say(result, gap, died);
        var isClean =
                result.isClean()
                        && died.isEmpty()
                        && told.stream().allMatch(each -> each.recoveryMillis() >= 0);
        if (!options.json().isEmpty()) {
            Files.write(
                    Path.of(options.json()),
                    new ObjectMapper()
                            .writerWithDefaultPrettyPrinter()
                            .writeValueAsBytes(
                                    Map.of(
                                            "seed", options.seed(),
                                            "result", result,
                                            "longestGapMillis", gap,
                                            "repeatedRequests", ledger.repeats(),
                                            "diedByThemselves", died,
                                            "faults", told)));
        }
        return isClean;
    }

    // --- Breaking --------------------------------------------------------------------------------

    private void breakThings(Future<?> sending, ExecutorService threads) {
        var faults = new Faults(rig);
        while (!sending.isDone()) {
            var round = options.all() ? faults.shuffled(random) : faults.some(random);
            for (var fault : round) {
                if (sending.isDone()) {
                    return;
                }
                var next = System.nanoTime() + TimeUnit.SECONDS.toNanos(options.every());
                suffer(fault, threads);
                while (!sending.isDone() && System.nanoTime() < next) {
                    sleep(50);
                }
            }
            if (!options.all()) {
                return;
            }
        }
    }

    private void suffer(Fault fault, ExecutorService threads) {
        var held = random.nextInt(LEAST_MILLIS, MOST_MILLIS);
        var from = System.nanoTime();
        try {
            fault.begin().run();
            sleep(held);
            var mending = System.nanoTime();
            var mended =
                    threads.submit(
                            () -> {
                                fault.end().run();
                                return null;
                            });
            var recovery = recovery(mending);
            finish(mended);
            told.add(new Told(fault.name(), (mending - from) / 1_000_000, recovery));
            console.progress(
                    "%-36s %5.1f s, then whole again after %s"
                            .formatted(
                                    fault.name(),
                                    (mending - from) / 1e9,
                                    recovery < 0 ? "NEVER" : "%.1f s".formatted(recovery / 1e3)));
        } catch (Exception e) {
            throw new IllegalStateException(
                    "the fault \"%s\" itself failed".formatted(fault.name()), e);
        }
    }

    /** A message that is sent as soon as the fault ends, and how long it takes to arrive. */
    private long recovery(long mending) {
        var id = load.probe();
        while (System.nanoTime() - mending < PROBE_PATIENCE.toNanos()) {
            if (rig.sink().arrival(id).times() > 0) {
                return (System.nanoTime() - mending) / 1_000_000;
            }
            sleep(20);
        }
        return -1;
    }

    private Map<Part, Long> processes() {
        var pids = new LinkedHashMap<Part, Long>();
        rig.stack().chosen().forEach(part -> pids.put(part, rig.stack().part(part).pid()));
        return pids;
    }

    /** Parts that are gone although nothing of this run ended them. */
    private List<String> died(Map<Part, Long> before) {
        return before.keySet().stream()
                .filter(part -> !rig.stack().part(part).running())
                .map(Part::label)
                .toList();
    }

    // --- Telling ---------------------------------------------------------------------------------

    private static long longestGap(SmtpSink sink, long from, long to) {
        var instants =
                new ArrayList<>(
                        sink.arrivals().values().stream()
                                .map(SmtpSink.Arrival::at)
                                .filter(at -> at >= from && at <= to)
                                .sorted()
                                .toList());
        var longest = 0L;
        var last = from;
        for (var at : instants) {
            longest = Math.max(longest, at - last);
            last = at;
        }
        return longest / 1_000_000;
    }

    private void say(Reckoning.Result result, long gap, List<String> died) {
        console.say("");
        line("seed", options.seed());
        line("faults", told.size());
        line("accepted", result.accepted());
        result.statuses().forEach((status, count) -> line("  " + status, count));
        line("pending, and said when", result.pending());
        line("requests sent again", ledger.repeats());
        line("lost", result.lost());
        line("silent", result.silent());
        line("doubled", result.doubled());
        line("  without an explanation", result.unexplained());
        line("status untrue", result.untrue());
        line("refused, or never asked for", result.strange());
        line("feed: told twice, never told", result.feedRepeated() + ", " + result.feedMissed());
        line("parts that died by themselves", died.isEmpty() ? 0 : died);
        line("longest gap between two mails", String.format(Locale.ROOT, "%.1f s", gap / 1e3));
        var recoveries =
                told.stream().map(Told::recoveryMillis).filter(ms -> ms >= 0).sorted().toList();
        if (!recoveries.isEmpty()) {
            line(
                    "recovery, median and longest",
                    String.format(
                            Locale.ROOT,
                            "%.1f s, %.1f s",
                            recoveries.get(recoveries.size() / 2) / 1e3,
                            recoveries.getLast() / 1e3));
        }
        result.examples().forEach(console::say);
    }

    private void line(String name, Object value) {
        console.say("  %-32s %s".formatted(name, value));
    }

    private static void finish(Future<?> work) {
        try {
            work.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the run broke off", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
