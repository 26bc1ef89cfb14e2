package fr.gouv.notifications.acceptance.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import fr.gouv.notifications.acceptance.KafkaAccess;
import fr.gouv.notifications.acceptance.PublicService;
import fr.gouv.notifications.local.ApiClient;
import fr.gouv.notifications.local.ApiClient.Answer;
import fr.gouv.notifications.local.LocalStack;
import fr.gouv.notifications.local.StackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A public service that sends through every door, whatever happens: it asks again, with the same key,
 * until it is told yes or no.
 *
 * <p>Of twenty messages ten go alone (two of them are one-time codes), three in batches, four over
 * Kafka and three as rows of files.
 */
final class Load {

    private static final int OF = 20;
    private static final int CODES = 2;
    private static final int SINGLES = 10;
    private static final int BATCHED = 13;
    private static final int PUBLISHED = 17;
    private static final int BATCH = 25;
    private static final int FILE = 300;
    private static final int CALLERS = 24;
    private static final long PAUSE_MILLIS = 300;
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final PublicService service;
    private final Ledger ledger;
    private final KafkaAccess door;
    private final AtomicInteger probes = new AtomicInteger();

    Load(LocalStack stack, Ledger ledger) {
        this.ledger = ledger;
        service = PublicService.create(stack, "panne", "Service des pannes");
        service.publish(
                "avis", "mandatory", "Avis ((numéro))", "Un avis vous attend : ((numéro)).");
        var code =
                service.api()
                        .put(
                                "/v1/templates/code",
                                Map.of(
                                        "name", "code",
                                        "category", "mandatory",
                                        "purpose", "one-time-code",
                                        "email",
                                                Map.of(
                                                        "subject", "Code ((numéro))",
                                                        "body", "Votre code : ((numéro)).")));
        if (code.status() / 100 != 2) {
            throw new IllegalStateException("the template was refused: " + code.body());
        }
        door = KafkaAccess.of(stack, "panne");
    }

    ApiClient api() {
        return service.api();
    }

    /** Sends that many, evenly, and returns when each was accepted or refused. */
    void run(int count, int perSecond) {
        var start = System.nanoTime();
        var batch = new ArrayList<String>();
        var file = new ArrayList<String>();
        try (var producer = new KafkaProducer<String, String>(producer());
                var callers = Executors.newFixedThreadPool(CALLERS)) {
            for (var n = 0; n < count; n++) {
                awaitNanos(start + n * 1_000_000_000L / perSecond);
                var reference = "panne-" + n;
                var turn = n % OF;
                if (turn < SINGLES) {
                    callers.execute(() -> single(reference, turn < CODES ? "code" : "avis"));
                } else if (turn < BATCHED) {
                    batch.add(reference);
                } else if (turn < PUBLISHED) {
                    publish(producer, reference);
                } else {
                    file.add(reference);
                }
                var isLast = n == count - 1;
                if (batch.size() == BATCH || (isLast && !batch.isEmpty())) {
                    var items = List.copyOf(batch);
                    batch.clear();
                    callers.execute(() -> batch(items));
                }
                if (file.size() == FILE || (isLast && !file.isEmpty())) {
                    var rows = List.copyOf(file);
                    file.clear();
                    callers.execute(() -> file(rows));
                }
            }
            callers.shutdown();
            producer.flush();
        }
    }

    /** Sends one message now and gives its id when it was accepted. */
    String probe() {
        var reference = "sonde-" + probes.incrementAndGet();
        return single(reference, "avis");
    }

    // --- Doors -----------------------------------------------------------------------------------

    private String single(String reference, String template) {
        if (template.equals("code")) {
            ledger.isCode(reference);
        }
        var body =
                Map.of(
                        "template",
                        template,
                        "to",
                        Map.of("email", reference + "@panne.test"),
                        "values",
                        Map.of("numéro", reference),
                        "reference",
                        reference);
        var answer = insist(() -> service.api().post("/v1/notifications", body, reference));
        if (answer.status() == 201) {
            ledger.accept(reference, answer.text("id"));
        } else {
            ledger.refuse(reference, answer.status() + " " + answer.body());
        }
        return answer.text("id");
    }

    private void batch(List<String> references) {
        var items =
                references.stream()
                        .map(
                                reference ->
                                        Map.of(
                                                "to",
                                                Map.of("email", reference + "@panne.test"),
                                                "values",
                                                Map.of("numéro", reference),
                                                "reference",
                                                reference,
                                                "idempotencyKey",
                                                reference))
                        .toList();
        var body = Map.of("common", Map.of("template", "avis"), "items", items);
        var left = new ArrayList<>(references);
        while (!left.isEmpty()) {
            var answer = insist(() -> service.api().post("/v1/notifications/batch", body));
            if (answer.status() != 200) {
                left.forEach(each -> ledger.refuse(each, answer.status() + " " + answer.body()));
                return;
            }
            left.removeAll(answered(references, answer.body().path("items")));
            if (!left.isEmpty()) {
                ledger.repeated();
                pause();
            }
        }
    }

    private List<String> answered(List<String> references, JsonNode items) {
        var done = new ArrayList<String>();
        for (var n = 0; n < references.size(); n++) {
            var item = items.path(n);
            var status = item.path("status").asInt();
            if (status == 201) {
                ledger.accept(references.get(n), item.path("notification").path("id").asText());
                done.add(references.get(n));
            } else if (!isForNow(status)) {
                ledger.refuse(references.get(n), item.toString());
                done.add(references.get(n));
            }
        }
        return done;
    }

    private void publish(KafkaProducer<String, String> producer, String reference) {
        var id = UUID.nameUUIDFromBytes(reference.getBytes(UTF_8)).toString();
        var record =
                new ProducerRecord<>(
                        door.intakeTopic(),
                        id,
                        """
                        {"submissionId":"%s","occurredAt":"%s","template":"avis","lane":"bulk",
                         "to":{"email":"%s@panne.test","reference":"%s"},"values":{"numéro":"%s"}}"""
                                .formatted(id, Instant.now(), reference, reference, reference));
        Map.of(
                        "ce_specversion", "1.0",
                        "ce_type", "fr.gouv.notifications.SubmissionReceived.v1",
                        "ce_source", "/panne",
                        "ce_id", id)
                .forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        var _ =
                producer.send(
                        record,
                        (_, failure) -> {
                            if (failure == null) {
                                ledger.accept(reference, null);
                            } else {
                                ledger.refuse(reference, String.valueOf(failure.getMessage()));
                            }
                        });
    }

    private Map<String, Object> producer() {
        var settings = door.producer();
        settings.put("delivery.timeout.ms", "600000");
        settings.put("request.timeout.ms", "10000");
        settings.put("max.block.ms", "300000");
        return settings;
    }

    private void file(List<String> references) {
        var rows = new StringBuilder("courriel;numéro;référence\n");
        references.forEach(
                each -> rows.append("%s@panne.test;%s;%s\n".formatted(each, each, each)));
        // A file whose answer was lost is never started, and so sends nothing.
        var taken = insist(() -> upload(rows.toString()));
        var path = "/v1/batches/" + taken.text("id");
        var batch = taken;
        while (batch.status() / 100 == 2) {
            switch (batch.text("status")) {
                case "ready" -> insist(() -> service.api().post(path + "/start", ""));
                case "done" -> {
                    if (batch.body().path("progress").path("accepted").asInt()
                            == references.size()) {
                        references.forEach(each -> ledger.accept(each, null));
                    } else {
                        refuse(references, batch);
                    }
                    return;
                }
                case "failed", "cancelled" -> {
                    if (batch.text("reason").equals("interrupted")) {
                        // It was never started, and says itself: send it again.
                        ledger.repeated();
                        file(references);
                    } else {
                        refuse(references, batch);
                    }
                    return;
                }
                default -> pause();
            }
            batch = insist(() -> service.api().get(path));
        }
        refuse(references, batch);
    }

    private Answer upload(String rows) {
        try {
            var csv = Files.createTempFile("panne-", ".csv");
            try {
                Files.writeString(csv, rows);
                return service.api().postFile("/v1/batches", csv, Map.of("template", "avis"));
            } finally {
                Files.delete(csv);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void refuse(List<String> references, Answer answer) {
        references.forEach(each -> ledger.refuse(each, answer.status() + " " + answer.body()));
    }

    // --- Patience --------------------------------------------------------------------------------

    /** Asks until the answer is one that will not change; status 0 when there was none for minutes. */
    private Answer insist(Supplier<Answer> ask) {
        var until = System.nanoTime() + LONGEST.toNanos();
        while (System.nanoTime() < until) {
            try {
                var answer = ask.get();
                if (!isForNow(answer.status())) {
                    return answer;
                }
            } catch (StackException e) {
                // No answer: nobody knows what became of it, so the same is asked again.
                ledger.repeated();
            }
            pause();
        }
        return new Answer(
                "", 0, MissingNode.getInstance(), HttpHeaders.of(Map.of(), (_, _) -> true));
    }

    /** Busy, throttled, or away: 409 is the same request that is still being worked on. */
    private static boolean isForNow(int status) {
        return status == 409 || status == 429 || status == 502 || status == 503 || status == 504;
    }

    private static void awaitNanos(long due) {
        var wait = due - System.nanoTime();
        if (wait > 0) {
            sleep(TimeUnit.NANOSECONDS.toMillis(wait));
        }
    }

    private static void pause() {
        sleep(PAUSE_MILLIS);
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
