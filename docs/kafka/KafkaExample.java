import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Submits two notifications over Kafka, a good one and a bad one, and follows them to their end. Needs
 * nothing but the Apache Kafka client:
 *
 * <pre>java -cp 'kafka-clients.jar:…' KafkaExample.java</pre>
 */
public class KafkaExample {

    private static final String SERVICE = variable("DEMO_SERVICE");
    private static final String USER = variable("DEMO_KAFKA_USER");

    public static void main(String[] arguments) throws Exception {
        // The id is yours. Sent again, the same id with the same content is the same notification.
        var good = UUID.randomUUID();
        var bad = UUID.randomUUID();
        var login = login();
        try (var producer = new KafkaProducer<String, String>(producer(login));
                var consumer = new KafkaConsumer<String, String>(consumer(login))) {
            consumer.subscribe(List.of("status." + SERVICE + ".v1"));

            submit(producer, good, "document-disponible");
            submit(producer, bad, "there-is-no-such-template");

            follow(consumer, good, bad);
        }
    }

    private static void submit(KafkaProducer<String, String> producer, UUID id, String template)
            throws Exception {
        var value =
                """
                {"submissionId": "%s", "occurredAt": "%s", "template": "%s",
                 "to": {"email": "sam@citoyen.example", "reference": "dossier-42"},
                 "values": {"prénom": "Sam", "document": "Attestation"}}"""
                        .formatted(id, Instant.now(), template);
        var record =
                new ProducerRecord<>("intake." + SERVICE + ".v1", id.toString(), value);
        // CloudEvents 1.0, binary mode: the attributes are headers, and the id is the key.
        header(record, "ce_specversion", "1.0");
        header(record, "ce_type", "fr.gouv.notifications.SubmissionReceived.v1");
        header(record, "ce_source", "/" + SERVICE + "/example");
        header(record, "ce_id", id.toString());
        header(record, "content-type", "application/json");
        producer.send(record).get();
        System.out.println("submitted   " + id + " with template " + template);
    }

    private static void follow(KafkaConsumer<String, String> consumer, UUID good, UUID bad) {
        var notification = "";
        var isRefused = false;
        // The answer and the statuses have different keys: either may be read first.
        var delivered = new HashSet<String>();
        var deadline = Instant.now().plusSeconds(90);
        while (!isRefused || !delivered.contains(notification)) {
            if (Instant.now().isAfter(deadline)) {
                System.err.println("No final status within 90 s.");
                System.exit(1);
            }
            for (var record : consumer.poll(Duration.ofMillis(500))) {
                var type = header(record, "ce_type").replaceAll(".*\\.(\\w+)\\.v1", "$1");
                var value = record.value();
                switch (type) {
                    case "SubmissionAccepted" -> {
                        if (record.key().equals(good.toString())) {
                            notification = field(value, "notificationId");
                            System.out.println("accepted    " + good + " as " + notification);
                        }
                    }
                    case "SubmissionRefused" -> {
                        if (record.key().equals(bad.toString())) {
                            isRefused = true;
                            System.out.println("refused     " + bad + ": " + field(value, "detail"));
                        }
                    }
                    case "StatusChanged" -> {
                        // Keyed by the notification. A change may be told twice, with the same ce_id.
                        var status = field(value, "status");
                        System.out.println("status      " + record.key() + " " + status);
                        if (status.equals("delivered")) {
                            delivered.add(record.key());
                        }
                    }
                    default -> {
                        // What is added later is not for this program.
                    }
                }
            }
            consumer.commitSync();
        }
    }

    private static Properties producer(Map<String, String> login) {
        var settings = new Properties();
        settings.putAll(login);
        settings.put("key.serializer", StringSerializer.class.getName());
        settings.put("value.serializer", StringSerializer.class.getName());
        settings.put("acks", "all");
        return settings;
    }

    private static Properties consumer(Map<String, String> login) {
        var settings = new Properties();
        settings.putAll(login);
        settings.put("key.deserializer", StringDeserializer.class.getName());
        settings.put("value.deserializer", StringDeserializer.class.getName());
        // Names of groups begin with the name of the user and a dot. A new group reads from the start.
        settings.put("group.id", USER + ".example-" + UUID.randomUUID());
        settings.put("auto.offset.reset", "earliest");
        settings.put("enable.auto.commit", "false");
        return settings;
    }

    private static Map<String, String> login() {
        var security = variable("KAFKA_SECURITY").split("/");
        return Map.of(
                "bootstrap.servers",
                variable("KAFKA_BOOTSTRAP"),
                "security.protocol",
                security[0],
                "sasl.mechanism",
                security[1],
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                        .formatted(USER, variable("DEMO_KAFKA_PASSWORD")));
    }

    private static void header(ProducerRecord<String, String> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String header(ConsumerRecord<String, String> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** Enough for an example; a program would use a JSON library. */
    private static String field(String json, String name) {
        var found = Pattern.compile("\"" + name + "\":\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(json);
        return found.find() ? found.group(1) : "";
    }

    private static String variable(String name) {
        var value = System.getenv(name);
        if (value == null || value.isEmpty()) {
            System.err.println(name + " is not set: it stands in .stack/stack.env while ./notifications up runs.");
            System.exit(1);
        }
        return value;
    }
}
