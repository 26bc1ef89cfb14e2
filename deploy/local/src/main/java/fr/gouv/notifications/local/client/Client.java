package fr.gouv.notifications.local.client;

import fr.gouv.notifications.local.Console;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * What {@code ./notifications send}, {@code follow} and {@code batch} run.
 *
 * <p>Exit codes: 0 done and, where it was followed, arrived; 1 not done; 2 the command line is
 * wrong; 3 followed to an end that is no success.
 */
@Command(
        name = "./notifications",
        synopsisSubcommandLabel = "send | follow | batch",
        description = "A client of the platform: plain HTTP against any API.",
        footer = {
            "",
            "The API and the account: --api and --token, else API_URL with API_TOKEN or TOKEN_URL,",
            "CLIENT_ID and CLIENT_SECRET from the environment, else those of the local platform."
        })
public final class Client {

    private static final int NOT_DONE = 1;
    private static final int NO_SUCCESS = 3;

    private final Console console;
    private final Map<String, String> environment;

    private Client(Console console, Map<String, String> environment) {
        this.console = console;
        this.environment = environment;
    }

    /** Runs one command and ends with its exit code. */
    public static void main(String... arguments) {
        System.exit(run(Console.standard(), System.getenv(), arguments));
    }

    /**
     * Runs one command; the exit code says how it ended.
     *
     * @param environment what the shell would have set
     */
    public static int run(Console console, Map<String, String> environment, String... arguments) {
        var line = new CommandLine(new Client(console, environment));
        line.setExecutionExceptionHandler(
                (failure, _, _) -> {
                    if (failure instanceof ClientFailure said) {
                        console.say(said.sentence());
                        return NOT_DONE;
                    }
                    throw failure;
                });
        return line.execute(arguments);
    }

    /** Which API, and who asks. */
    static final class Connection {

        @Option(names = "--api", paramLabel = "URL", description = "base URL of the API")
        private @Nullable String api;

        @Option(names = "--token", paramLabel = "TOKEN", description = "an access token")
        private @Nullable String token;

        @SuppressWarnings("UnusedVariable") // The library reads it.
        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "this page")
        private boolean isHelpWanted;

        @Option(names = "--stack", hidden = true, defaultValue = ".stack")
        private Path stack = Path.of(".stack");

        PlatformApi open(Map<String, String> environment) {
            return new PlatformApi(
                    Settings.complete(new Settings.Said(api, token, stack), environment));
        }
    }

    @Command(description = "Send one notification.")
    int send(
            @CommandLine.Mixin Connection connection,
            @Option(
                            names = "--template",
                            required = true,
                            paramLabel = "SLUG",
                            description = "the template whose words are sent")
                    String template,
            @Option(
                            names = "--to",
                            paramLabel = "ADDRESS",
                            description = "an e-mail address or a phone number; both may be given")
                    @Nullable List<String> to,
            @Option(
                            names = "--citizen",
                            paramLabel = "REFERENCE",
                            description = "a citizen whose addresses the platform keeps")
                    @Nullable String citizen,
            @Option(
                            names = "--value",
                            paramLabel = "NAME=TEXT",
                            description = "fills a placeholder; the same name again makes a list")
                    @Nullable List<String> pairs,
            @Option(
                            names = "--values",
                            paramLabel = "JSON",
                            description = "typed values, for example '{\"urgent\": true}'")
                    @Nullable String json,
            @Option(names = "--reference", paramLabel = "TEXT", description = "yours, given back")
                    @Nullable String reference,
            @Option(
                            names = "--lane",
                            paramLabel = "express|bulk",
                            description = "express if absent")
                    @Nullable String lane,
            @Option(
                            names = "--not-before",
                            paramLabel = "INSTANT",
                            description = "when it may leave, as 2026-12-01T08:00:00+01:00")
                    @Nullable String notBefore,
            @Option(
                            names = "--expires-at",
                            paramLabel = "INSTANT",
                            description = "when it is no longer useful")
                    @Nullable String expiresAt,
            @Option(
                            names = "--key",
                            paramLabel = "KEY",
                            description = "idempotency key: the same again sends nothing new")
                    @Nullable String key,
            @Option(names = "--follow", description = "wait for what becomes of it")
                    boolean following,
            @Option(names = "--json", description = "print the API's answer as it is")
                    boolean asJson) {
        var api = connection.open(environment);
        var recipient = SubmissionArguments.recipient(to == null ? List.of() : to);
        if (citizen != null) {
            recipient.put("citizen", citizen);
        }
        var body = new LinkedHashMap<String, Object>();
        body.put("template", template);
        body.put("to", recipient);
        body.put(
                "values",
                SubmissionArguments.values(
                        pairs == null ? List.of() : pairs, json == null ? "" : json));
        putIfSaid(body, "reference", reference);
        putIfSaid(body, "lane", lane);
        putIfSaid(body, "notBefore", notBefore);
        putIfSaid(body, "expiresAt", expiresAt);
        // With a key, asking again after a lost answer cannot send twice.
        var idempotencyKey = key == null ? UUID.randomUUID().toString() : key;
        var answer = api.post("/v1/notifications", body, Map.of("Idempotency-Key", idempotencyKey));
        var accepted = answer.expectSuccess();
        var id = accepted.path("id").asText();
        console.say(
                asJson
                        ? answer.text()
                        : "%s  %s: %s"
                                .formatted(
                                        id,
                                        accepted.path("status").asText(),
                                        accepted.path("sentence").asText()));
        return !following || new Following(api, console).follow(id, Duration.ofMinutes(2))
                ? 0
                : NO_SUCCESS;
    }

    @Command(description = "Show what became of a notification, and wait until it is final.")
    int follow(
            @CommandLine.Mixin Connection connection,
            @Parameters(paramLabel = "ID", description = "the id of the notification") String id,
            @Option(
                            names = "--at-most",
                            paramLabel = "SECONDS",
                            defaultValue = "120",
                            description = "how long to wait (${DEFAULT-VALUE})")
                    int seconds,
            @Option(names = "--json", description = "print the API's answer as it is now")
                    boolean asJson) {
        var api = connection.open(environment);
        if (asJson) {
            var answer = api.get("/v1/notifications/" + PlatformApi.encoded(id));
            answer.expectSuccess();
            console.say(answer.text());
            return 0;
        }
        return new Following(api, console).follow(id, Duration.ofSeconds(seconds)) ? 0 : NO_SUCCESS;
    }

    @Command(
            description = {
                "Send one notification for each row of a CSV file.",
                "Every row is checked first; with errors nothing is sent unless --skip-errors."
            })
    int batch(
            @CommandLine.Mixin Connection connection,
            @Parameters(paramLabel = "FILE", description = "UTF-8 or Windows-1252, headings first")
                    Path file,
            @Option(
                            names = "--template",
                            required = true,
                            paramLabel = "SLUG",
                            description = "the template whose words are sent")
                    String template,
            @Option(names = "--name", paramLabel = "TEXT", description = "yours, for people")
                    @Nullable String name,
            @Option(names = "--lane", paramLabel = "bulk|express", description = "bulk if absent")
                    @Nullable String lane,
            @Option(
                            names = "--not-before",
                            paramLabel = "INSTANT",
                            description = "when the first may leave")
                    @Nullable String notBefore,
            @Option(
                            names = "--expires-at",
                            paramLabel = "INSTANT",
                            description = "when they are no longer useful")
                    @Nullable String expiresAt,
            @Option(
                            names = "--spread",
                            paramLabel = "PACE",
                            description = "rows an hour, or a window such as PT6H")
                    @Nullable String spread,
            @Option(names = "--skip-errors", description = "send the rows without errors")
                    boolean skippingErrors,
            @Option(names = "--check", description = "check the file and send nothing")
                    boolean checkingOnly,
            @Option(
                            names = "--report",
                            paramLabel = "FILE",
                            description = "write all errors there, as CSV")
                    @Nullable Path report) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("template", template);
        putIfSaid(fields, "name", name);
        putIfSaid(fields, "lane", lane);
        putIfSaid(fields, "notBefore", notBefore);
        putIfSaid(fields, "expiresAt", expiresAt);
        putIfSaid(fields, "spread", spread);
        var sending = new BatchSending(connection.open(environment), console);
        var id = sending.check(file, fields, report);
        if (checkingOnly) {
            return 0;
        }
        return sending.send(id, skippingErrors) ? 0 : NO_SUCCESS;
    }

    private static void putIfSaid(Map<String, Object> body, String name, @Nullable String value) {
        if (value != null) {
            body.put(name, value);
        }
    }
}
