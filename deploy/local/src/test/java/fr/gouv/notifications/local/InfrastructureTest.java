package fr.gouv.notifications.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A real PostgreSQL and a real broker: who may do what is tried, not read. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InfrastructureTest {

    private LocalStack stack = LocalStack.in(Path.of("target", "unused")).prepare();

    @BeforeAll
    void start(@TempDir Path folder) {
        stack =
                LocalStack.in(folder.resolve("stack"))
                        .freePorts()
                        .only(Part.POSTGRES, Part.KAFKA)
                        .kafkaUser("intruder")
                        .start();
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    // --- Kafka -----------------------------------------------------------------------------------

    @Test
    void aServiceWritesItsFactsAndItsReadersReadThem() throws Exception {
        send("dispatch", "delivery.reported.v1", "delivered");

        assertThat(read("tracking", "delivery.reported.v1", "tracking")).contains("delivered");
    }

    @Test
    void anIntruderIsRefused() {
        assertThatThrownBy(() -> send("intruder", "delivery.reported.v1", "forged"))
                .hasCauseInstanceOf(TopicAuthorizationException.class);
        assertThatThrownBy(() -> read("intruder", "delivery.reported.v1", "intruder"))
                .isInstanceOfAny(
                        TopicAuthorizationException.class, GroupAuthorizationException.class);
    }

    @Test
    void aServiceMayNotWriteAForeignTopic() {
        assertThatThrownBy(() -> send("tracking", "delivery.reported.v1", "forged"))
                .hasCauseInstanceOf(TopicAuthorizationException.class);
    }

    @Test
    void aServiceMayNotReadInAForeignGroup() {
        assertThatThrownBy(() -> read("tracking", "delivery.reported.v1", "preferences"))
                .isInstanceOf(GroupAuthorizationException.class);
    }

    @Test
    void aWrongPasswordIsRefused() {
        var client = new HashMap<String, Object>(stack.kafka("dispatch"));
        client.put(
                "sasl.jaas.config",
                stack.kafka("dispatch")
                        .getOrDefault("sasl.jaas.config", "")
                        .replace(stack.kafkaPassword("dispatch"), "guessed"));

        try (var producer = new KafkaProducer<String, String>(producer(client))) {
            assertThatThrownBy(
                            () ->
                                    producer.send(
                                                    new ProducerRecord<>(
                                                            "delivery.reported.v1", "forged"))
                                            .get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(SaslAuthenticationException.class);
        }
    }

    @Test
    void noTopicAppearsByItself() throws Exception {
        assertThatThrownBy(() -> send("admin", "notification.misspelt.v1", "lost"))
                .hasStackTraceContaining("notification.misspelt.v1");

        try (var admin = Admin.create(new HashMap<String, Object>(stack.kafka("admin")))) {
            assertThat(admin.listTopics().names().get(20, TimeUnit.SECONDS))
                    .doesNotContain("notification.misspelt.v1");
        }
    }

    @Test
    void aTopicIsAsDeclared() throws Exception {
        var name = "notification.routed.bulk.v1";
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, name);

        try (var admin = Admin.create(new HashMap<String, Object>(stack.kafka("admin")))) {
            var topics =
                    admin.describeTopics(List.of(name)).allTopicNames().get(20, TimeUnit.SECONDS);
            var configs = admin.describeConfigs(List.of(resource)).all().get(20, TimeUnit.SECONDS);

            assertThat(topics.get(name))
                    .satisfies(topic -> assertThat(topic.partitions()).hasSize(6));
            assertThat(configs.get(resource))
                    .satisfies(
                            config ->
                                    assertThat(config.get("retention.ms").value())
                                            .isEqualTo(
                                                    Long.toString(Duration.ofDays(7).toMillis())));
        }
    }

    @Test
    void aKilledBrokerComesBackWithWhatItAcknowledged() throws Exception {
        send("dispatch", "citizen.responded.v1", "before the power failure");

        stack.part(Part.KAFKA).kill();
        assertThat(stack.part(Part.KAFKA).running()).isFalse();
        stack.part(Part.KAFKA).start();

        assertThat(read("tracking", "citizen.responded.v1", "tracking-after"))
                .contains("before the power failure");
    }

    // --- PostgreSQL ------------------------------------------------------------------------------

    @Test
    void eachServiceHasItsDatabaseAndNoOther() throws Exception {
        var dispatch = stack.database(Part.DISPATCH);
        var tracking = stack.database(Part.TRACKING);

        try (var connection =
                        DriverManager.getConnection(
                                dispatch.url(), dispatch.user(), dispatch.password());
                var rows =
                        connection
                                .createStatement()
                                .executeQuery(
                                        "select current_setting('server_version_num')::int / 10000")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(18);
        }
        assertThatThrownBy(
                        () ->
                                DriverManager.getConnection(
                                        tracking.url(), dispatch.user(), dispatch.password()))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("permission denied");
    }

    @Test
    void aDatabaseKeepsItsRowsWhenItsServerIsKilled() throws Exception {
        var gateway = stack.database(Part.GATEWAY);
        try (var connection =
                        DriverManager.getConnection(
                                gateway.url(), gateway.user(), gateway.password());
                var statement = connection.createStatement()) {
            statement.execute("create table kept as select 42 as answer");
        }

        stack.part(Part.POSTGRES).kill();
        stack.part(Part.POSTGRES).start();

        try (var connection =
                        DriverManager.getConnection(
                                gateway.url(), gateway.user(), gateway.password());
                var rows = connection.createStatement().executeQuery("select answer from kept")) {
            assertThat(rows.next()).isTrue();
        }
    }

    @Test
    void aPartThatEndsByItselfIsStartedAgain() {
        var postgres = stack.part(Part.POSTGRES);
        var before = postgres.pid();
        var told = new AtomicInteger();
        var supervision =
                Thread.ofVirtual()
                        .start(
                                () ->
                                        new Supervision(
                                                        stack,
                                                        told::incrementAndGet,
                                                        Console.silent())
                                                .run());
        try {
            ProcessHandle.of(before).orElseThrow().destroyForcibly();

            assertThat(Patience.until(() -> told.get() > 0, Duration.ofSeconds(30))).isTrue();
            assertThat(postgres.running()).isTrue();
            assertThat(postgres.pid()).isNotEqualTo(before);
        } finally {
            supervision.interrupt();
        }
    }

    // --- The folder ------------------------------------------------------------------------------

    @Test
    void noSecretCanBeReadByOthers() throws Exception {
        try (var files = Files.walk(stack.folder().root())) {
            var secret =
                    files.filter(Files::isRegularFile)
                            .filter(
                                    file ->
                                            file.toString().contains("/secrets/")
                                                    || file.endsWith("kafka.settings"))
                            .toList();

            assertThat(secret).hasSizeGreaterThan(6);
            for (var file : secret) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as(file.toString())
                        .isEqualTo("rw-------");
            }
        }
    }

    // --- Clients ---------------------------------------------------------------------------------

    private void send(String user, String topic, String value)
            throws ExecutionException, InterruptedException, TimeoutException {
        try (var producer =
                new KafkaProducer<String, String>(
                        producer(new HashMap<String, Object>(stack.kafka(user))))) {
            producer.send(new ProducerRecord<>(topic, "key", value)).get(20, TimeUnit.SECONDS);
        }
    }

    private static Map<String, Object> producer(Map<String, Object> client) {
        client.put("key.serializer", StringSerializer.class.getName());
        client.put("value.serializer", StringSerializer.class.getName());
        client.put("acks", "all");
        client.put("max.block.ms", "10000");
        return client;
    }

    private List<String> read(String user, String topic, String group) {
        var client = new HashMap<String, Object>(stack.kafka(user));
        client.put("key.deserializer", StringDeserializer.class.getName());
        client.put("value.deserializer", StringDeserializer.class.getName());
        client.put("group.id", group);
        client.put("auto.offset.reset", "earliest");
        try (var consumer = new KafkaConsumer<String, String>(client)) {
            consumer.subscribe(List.of(topic));
            for (int i = 0; i < 40; i++) {
                var records = consumer.poll(Duration.ofMillis(500));
                if (!records.isEmpty()) {
                    var values = new ArrayList<String>();
                    records.forEach(record -> values.add(record.value()));
                    return values;
                }
            }
            return List.of();
        }
    }
}
