package fr.gouv.notifications.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.local.ApiClient;
import fr.gouv.notifications.local.Part;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What nobody can process is seen by an administrator, who has it told again or ends it. */
@ExtendWith(Platform.class)
class DeadLetterStory {

    private static final String LETTERS = "/v1/operations/dead-letters";

    @Test
    void aPoisonRecordStopsNobodyAndIsResolved(Platform platform) throws Exception {
        var service = platform.newService("Caisse");
        service.publish("avis", "mandatory", "Avis", "Un avis vous attend.");
        var admin = admin(platform);
        var key = UUID.randomUUID().toString();
        var poison =
                new ProducerRecord<String, byte[]>(
                        Topics.ROUTED_EXPRESS,
                        key,
                        "{\"to\":\"poison.graine@exemple.test\"".getBytes(UTF_8));
        poison.headers()
                .add("ce_type", "fr.gouv.notifications.NotificationRouted.v1".getBytes(UTF_8))
                .add("ce_id", UUID.randomUUID().toString().getBytes(UTF_8));

        send(platform, poison);

        for (var group : new String[] {"dispatch", "tracking"}) {
            var letter = awaitLetter(admin, group, key);
            assertThat(letter.path("reason").asText()).isEqualTo("not-a-notification-routed");
            var path = LETTERS + "/" + letter.path("id").asText();
            var shown = admin.get(path);
            assertThat(shown.text("content.fault")).isEqualTo("not-a-notification-routed");
            assertThat(shown.body().toString()).doesNotContain("graine");
            var why = Map.of("reason", "written by the story itself");
            assertThat(admin.post(path + "/redrive", why).status()).isEqualTo(409);
            assertThat(admin.post(path + "/resolve", why).text("state")).isEqualTo("resolved");
            assertThat(service.api().get(path).status()).isEqualTo(403);
        }
        var id = service.send("avis", "apres-le-poison@exemple.test", Map.of());
        platform.awaitStatus(service, id, "delivered");
    }

    @Test
    void whatIsRedrivenArrivesOnceAndWhatHasArrivedIsNotSentAgain(Platform platform)
            throws Exception {
        var service = platform.newService("Caisse");
        service.publish("avis", "mandatory", "Avis", "Un avis vous attend.");
        // The day's key is known everywhere.
        platform.awaitStatus(
                service, service.send("avis", "avant@rebut.test", Map.of()), "delivered");
        var admin = admin(platform);
        var preferences = platform.stack().part(Part.PREFERENCES);
        preferences.stop();
        String id;
        try {
            id = service.send("avis", "une-fois@rebut.test", Map.of());
            platform.awaitStatus(service, id, "accepted");
            bury(platform, "preferences", requestOf(platform, id));

            var redriven = redrive(admin, "preferences", id);

            assertThat(redriven.status()).as(redriven.body().toString()).isEqualTo(200);
        } finally {
            preferences.start();
        }
        platform.awaitStatus(service, id, "delivered");

        bury(platform, "dispatch", requestOf(platform, id));
        var refused = redrive(admin, "dispatch", id);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body().at("/errors/0/code").asText()).isEqualTo("already-final");
        assertThat(platform.mailsTo("une-fois@rebut.test")).isEqualTo(1);
        assertThat(admin.get("/v1/operations/audit?action=dead-letter-redriven").body().toString())
                .contains("the story repaired it");
    }

    private static ApiClient admin(Platform platform) {
        return new ApiClient(platform.stack().apiUrl(), platform.stack()::adminToken);
    }

    private static ApiClient.Answer redrive(ApiClient admin, String group, String notification) {
        var letter = awaitLetter(admin, group, notification);
        return admin.post(
                LETTERS + "/" + letter.path("id").asText() + "/redrive",
                Map.of("reason", "the story repaired it"));
    }

    private static JsonNode awaitLetter(ApiClient admin, String group, String subject) {
        return await("the dead letter of " + group + " is shown")
                .atMost(Platform.LONG)
                .until(
                        () ->
                                admin.get(LETTERS + "?state=open&group=" + group)
                                        .body()
                                        .path("items")
                                        .valueStream()
                                        .filter(
                                                letter ->
                                                        letter.path("subject")
                                                                .asText()
                                                                .equals(subject))
                                        .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** Writes what the service would have written, had its effect failed for good. */
    private static void bury(Platform platform, String group, ConsumerRecord<String, byte[]> record)
            throws ExecutionException, InterruptedException {
        var dead =
                new ProducerRecord<>(
                        Topics.deadLettersOf(group),
                        null,
                        record.key(),
                        record.value(),
                        record.headers());
        dead.headers()
                .add("dead-letter-reason", "effect-failed-Story".getBytes(UTF_8))
                .add("dead-letter-topic", record.topic().getBytes(UTF_8));
        send(platform, dead);
    }

    private static ConsumerRecord<String, byte[]> requestOf(Platform platform, String id) {
        try (var consumer =
                new KafkaConsumer<>(
                        client(platform), new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions =
                    consumer.partitionsFor(Topics.REQUESTED_EXPRESS).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    if (id.equals(record.key())) {
                        return record;
                    }
                }
            }
        }
        throw new AssertionError("the request of " + id + " is not on its topic");
    }

    private static void send(Platform platform, ProducerRecord<String, byte[]> record)
            throws ExecutionException, InterruptedException {
        try (var producer =
                new KafkaProducer<>(
                        client(platform), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(record).get();
        }
    }

    private static Map<String, Object> client(Platform platform) {
        return new HashMap<>(platform.stack().kafka("admin"));
    }
}
