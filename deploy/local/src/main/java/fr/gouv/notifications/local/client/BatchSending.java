package fr.gouv.notifications.local.client;

import com.fasterxml.jackson.databind.JsonNode;
import fr.gouv.notifications.local.Console;
import fr.gouv.notifications.local.FileForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sends a file, shows what is wrong with it, and then how far it has come. */
final class BatchSending {

    private static final Duration STEP = Duration.ofMillis(500);
    private static final int BAR = 30;

    /** The name of a file can say whom it is about. */
    private static final String TOLD_NAME = "batch.csv";

    /** Nothing more happens by itself in these. */
    private static final Set<String> ENDED = Set.of("done", "cancelled", "failed");

    private static final Set<String> LEFT_ALONE = Set.of("paused", "scheduled");

    private final PlatformApi api;
    private final Console console;
    private int told = -1;

    BatchSending(PlatformApi api, Console console) {
        this.api = api;
        this.console = console;
    }

    /** Uploads the file and tells what the check found; the id of the batch, which is not started. */
    String check(Path file, Map<String, Object> fields, @Nullable Path report) {
        var form = form(file, fields);
        var batch = api.post("/v1/batches", form.body(), form.contentType()).expectSuccess();
        var id = batch.path("id").asText();
        console.say("batch " + id);
        while (batch.path("status").asText().equals("checking")) {
            console.now("checked %d rows".formatted(batch.path("file").path("checked").asInt()));
            Pause.of(STEP);
            batch = read(id);
        }
        console.done();
        tell(batch, report);
        return id;
    }

    /** Starts the batch and shows its progress until it ends; true when every valid row was accepted. */
    boolean send(String id, boolean skippingErrors) {
        var batch =
                api.post(
                                path(id) + "/start" + (skippingErrors ? "?onErrors=skip" : ""),
                                Map.of(),
                                Map.of())
                        .expectSuccess();
        while (!ENDED.contains(status(batch)) && !LEFT_ALONE.contains(status(batch))) {
            progress(batch);
            Pause.of(STEP);
            batch = read(id);
        }
        progress(batch);
        console.done();
        console.say("%s: %s".formatted(status(batch), batch.path("sentence").asText()));
        outcome(batch.path("outcome"));
        var progress = batch.path("progress");
        return status(batch).equals("scheduled")
                || (status(batch).equals("done")
                        && progress.path("expired").asInt() == 0
                        && progress.path("refused").asInt() == 0);
    }

    private static FileForm form(Path file, Map<String, Object> fields) {
        try {
            return FileForm.of(file, TOLD_NAME, fields);
        } catch (IOException missing) {
            throw new ClientFailure(
                    "There is no file %s that can be read.".formatted(file), missing);
        }
    }

    private void tell(JsonNode batch, @Nullable Path report) {
        var file = batch.path("file");
        console.say(
                "%d rows: %d valid, %d with errors, %d duplicates left out"
                        .formatted(
                                file.path("rows").asInt(),
                                file.path("valid").asInt(),
                                file.path("invalid").asInt(),
                                file.path("duplicates").asInt()));
        var errors = batch.path("errors");
        for (var fault : errors.path("first")) {
            console.say(
                    "  row %d  %s %s: %s"
                            .formatted(
                                    fault.path("row").asInt(),
                                    fault.path("column").asText(),
                                    fault.path("problem").asText(),
                                    fault.path("remedy").asText()));
        }
        var more = errors.path("total").asInt() - errors.path("first").size();
        if (more > 0) {
            console.say("  and %d more; --report FILE writes them all".formatted(more));
        }
        if (report != null && errors.isObject()) {
            write(batch.path("id").asText(), report);
        }
        if (status(batch).equals("failed")) {
            throw new ClientFailure(batch.path("sentence").asText());
        }
    }

    private void write(String id, Path report) {
        var answer = api.get(path(id) + "/errors.csv");
        answer.expectSuccess();
        try {
            Files.writeString(report, answer.text());
        } catch (IOException broken) {
            throw new ClientFailure("%s cannot be written.".formatted(report), broken);
        }
        console.say("  all of them: " + report);
    }

    private void progress(JsonNode batch) {
        var total = batch.path("file").path("valid").asInt();
        var gone = total - batch.path("progress").path("remaining").asInt();
        if (gone == told) {
            return;
        }
        told = gone;
        var filled = total == 0 ? BAR : (int) ((long) gone * BAR / total);
        console.now(
                String.format(
                        Locale.ROOT,
                        "[%s%s] %d of %d",
                        "#".repeat(filled),
                        "-".repeat(BAR - filled),
                        gone,
                        total));
    }

    /** What became of the rows so far; the platform may not know yet. */
    private void outcome(JsonNode outcome) {
        if (outcome.isObject()) {
            console.say(
                    "so far %d delivered, %d sent, %d undeliverable, %d declined, %d pending"
                            .formatted(
                                    outcome.path("delivered").asInt(),
                                    outcome.path("sent").asInt(),
                                    outcome.path("undeliverable").asInt(),
                                    outcome.path("declined").asInt(),
                                    outcome.path("pending").asInt()));
        }
    }

    private JsonNode read(String id) {
        return api.get(path(id)).expectSuccess();
    }

    private static String status(JsonNode batch) {
        return batch.path("status").asText();
    }

    private static String path(String id) {
        return "/v1/batches/" + PlatformApi.encoded(id);
    }
}
