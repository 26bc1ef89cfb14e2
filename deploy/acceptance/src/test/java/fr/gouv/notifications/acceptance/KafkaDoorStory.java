package fr.gouv.notifications.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import fr.gouv.notifications.local.ApiClient;
import fr.gouv.notifications.local.Part;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A public service submits and follows over Kafka, and reaches nothing of another one. */
@ExtendWith(Platform.class)
class KafkaDoorStory {

    private static final int BURST = 2000;

    @Test
    void theDocumentedExampleSubmitsAndFollows(Platform platform) throws Exception {
        var service = platform.newService("Exemple Kafka");
        service.publish(
                "document-disponible",
                "mandatory",
                "Document",
                "Bonjour ((prénom)), « ((document)) ».");
        var door = door(platform, service);
        var checkout = Platform.checkout().toAbsolutePath();
        var example =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                        "-Dstdout.encoding=UTF-8",
                        "-cp",
                        checkout.resolve("deploy/local/target/lib") + "/*",
                        checkout.resolve("docs/kafka/KafkaExample.java").toString());
        example.environment()
                .putAll(
                        Map.of(
                                "KAFKA_BOOTSTRAP", door.text("bootstrapServers"),
                                "KAFKA_SECURITY", "SASL_PLAINTEXT/SCRAM-SHA-512",
                                "DEMO_SERVICE", service.slug(),
                                "DEMO_KAFKA_USER", door.text("username"),
                                "DEMO_KAFKA_PASSWORD", door.text("password")));

        var process = example.redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        assertThat(said)
                .containsPattern("accepted +[0-9a-f-]{36} as [0-9a-f-]{36}")
                .containsPattern("refused +[0-9a-f-]{36}: template ")
                .containsPattern("status +[0-9a-f-]{36} delivered");
    }

    @Test
    void anIntruderReachesNothingOfAnotherService(Platform platform) {
        var victim = platform.newService("Victime");
        var victims = door(platform, victim);
        var intruder = door(platform, platform.newService("Intrus"));

        assertThatThrownBy(() -> send(intruder, victims.text("intakeTopic"), "forged"))
                .hasCauseInstanceOf(TopicAuthorizationException.class);
        assertThatThrownBy(() -> send(intruder, "notification.requested.express.v1", "forged"))
                .hasCauseInstanceOf(TopicAuthorizationException.class);
        assertThatThrownBy(() -> send(intruder, intruder.text("statusTopic"), "forged"))
                .hasCauseInstanceOf(TopicAuthorizationException.class);
        assertThatThrownBy(
                        () ->
                                read(
                                        intruder,
                                        victims.text("statusTopic"),
                                        intruder.text("groupPrefix") + "spy"))
                .isInstanceOf(TopicAuthorizationException.class);
        assertThatThrownBy(
                        () ->
                                read(
                                        intruder,
                                        intruder.text("statusTopic"),
                                        victims.text("groupPrefix") + "spy"))
                .isInstanceOf(GroupAuthorizationException.class);
        assertThatThrownBy(
                        () ->
                                send(
                                        intruder,
                                        intruder.text("intakeTopic"),
                                        "x".repeat(2 * 1024 * 1024)))
                .as("2 MB are refused by the broker")
                .hasCauseInstanceOf(RecordTooLargeException.class);
    }

    @Test
    void eachOfABurstIsDeliveredOnceThoughTheGatewayDies(Platform platform) throws Exception {
        var service = platform.newService("Rafale");
        service.publish("avis", "mandatory", "Avis", "Un avis vous attend.");
        var door = door(platform, service);
        var gateway = platform.stack().part(Part.GATEWAY);

        try (var producer = producer(door)) {
            var sent = new ArrayList<Future<RecordMetadata>>();
            for (var n = 0; n < BURST; n++) {
                sent.add(producer.send(submission(service, door, n)));
                if (n == BURST / 2) {
                    producer.flush();
                    gateway.kill();
                    gateway.start();
                }
            }
            for (var each : sent) {
                each.get(30, TimeUnit.SECONDS);
            }
        }

        await("all are delivered")
                .atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> mails(platform).stream().distinct().count() == BURST);
        assertThat(mails(platform)).hasSize(BURST);
    }

    private static List<String> mails(Platform platform) {
        return platform.stack().mail().inbox().mails().stream()
                .map(mail -> mail.to().getFirst())
                .filter(address -> address.endsWith("@kafka-rafale.test"))
                .toList();
    }

    private static ProducerRecord<String, String> submission(
            PublicService service, ApiClient.Answer door, int n) {
        var id = UUID.randomUUID().toString();
        var record =
                new ProducerRecord<>(
                        door.text("intakeTopic"),
                        id,
                        """
                        {"submissionId":"%s","occurredAt":"2026-11-23T08:15:29Z","template":"avis",
                         "to":{"email":"n%d@kafka-rafale.test"},"values":{},"lane":"bulk"}"""
                                .formatted(id, n));
        Map.of(
                        "ce_specversion",
                        "1.0",
                        "ce_type",
                        "fr.gouv.notifications.SubmissionReceived.v1",
                        "ce_source",
                        "/" + service.slug(),
                        "ce_id",
                        id)
                .forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        return record;
    }

    private static ApiClient.Answer door(Platform platform, PublicService service) {
        var admin = new ApiClient(platform.stack().apiUrl(), platform.stack()::adminToken);
        var door = admin.post("/v1/services/" + service.slug() + "/kafka-credentials", Map.of());
        assertThat(door.status()).isEqualTo(201);
        return door;
    }

    private static void send(ApiClient.Answer door, String topic, String value) throws Exception {
        try (var producer = producer(door)) {
            producer.send(new ProducerRecord<>(topic, UUID.randomUUID().toString(), value))
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private static KafkaProducer<String, String> producer(ApiClient.Answer door) {
        var settings = login(door);
        settings.put("key.serializer", StringSerializer.class.getName());
        settings.put("value.serializer", StringSerializer.class.getName());
        settings.put("enable.idempotence", "false");
        settings.put("acks", "all");
        settings.put("max.request.size", "4194304");
        return new KafkaProducer<>(settings);
    }

    private static void read(ApiClient.Answer door, String topic, String group) {
        var settings = login(door);
        settings.put("key.deserializer", StringDeserializer.class.getName());
        settings.put("value.deserializer", StringDeserializer.class.getName());
        settings.put("group.id", group);
        try (var consumer = new KafkaConsumer<String, String>(settings)) {
            consumer.subscribe(List.of(topic));
            for (var n = 0; n < 20; n++) {
                consumer.poll(Duration.ofMillis(500));
            }
        }
    }

    private static Map<String, Object> login(ApiClient.Answer door) {
        return new HashMap<>(
                Map.of(
                        "bootstrap.servers", door.text("bootstrapServers"),
                        "security.protocol", door.text("securityProtocol"),
                        "sasl.mechanism", door.text("saslMechanism"),
                        "sasl.jaas.config",
                                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                                        .formatted(door.text("username"), door.text("password"))));
    }
}
