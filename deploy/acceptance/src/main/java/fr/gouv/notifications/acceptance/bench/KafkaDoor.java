package fr.gouv.notifications.acceptance.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import fr.gouv.notifications.acceptance.KafkaAccess;
import fr.gouv.notifications.acceptance.PublicService;
import fr.gouv.notifications.local.LocalStack;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Publishes to the topic of a service, with the plain Kafka client, as docs/kafka.md tells it. */
final class KafkaDoor extends Door {

    private static final Map<String, String> HEADERS =
            Map.of(
                    "ce_specversion", "1.0",
                    "ce_type", "fr.gouv.notifications.SubmissionReceived.v1",
                    "ce_source", "/charge");

    private final String topic;
    private final KafkaProducer<String, String> producer;

    KafkaDoor(LocalStack stack, PublicService service) {
        var access = KafkaAccess.of(stack, service.slug());
        topic = access.intakeTopic();
        var settings = access.producer();
        settings.put("linger.ms", "5");
        producer = new KafkaProducer<>(settings);
    }

    @Override
    void send(Load load) {
        var start = System.nanoTime();
        for (var index = 0; load.goesOn(index); index++) {
            var due = load.await(index, start);
            var message = index;
            var _ =
                    producer.send(
                            record(load, index),
                            (_, failure) -> {
                                var now = System.nanoTime();
                                waits().add(now - due);
                                if (failure == null) {
                                    accept(load, message, now);
                                } else {
                                    refuse(1);
                                }
                            });
        }
        producer.flush();
    }

    private ProducerRecord<String, String> record(Load load, int index) {
        var id = UUID.nameUUIDFromBytes(load.recipient(index).getBytes(UTF_8)).toString();
        var record =
                new ProducerRecord<>(
                        topic,
                        id,
                        "{\"submissionId\":\"%s\",\"occurredAt\":\"%s\",\"template\":\"%s\",%s}"
                                .formatted(id, Instant.now(), load.template(), load.fields(index)));
        HEADERS.forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        record.headers().add("ce_id", id.getBytes(UTF_8));
        return record;
    }

    @Override
    public void close() {
        producer.close();
    }
}
