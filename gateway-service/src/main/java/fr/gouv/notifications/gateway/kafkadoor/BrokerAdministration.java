package fr.gouv.notifications.gateway.kafkadoor;

import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** Makes doors by Kafka's own administration: topics, SCRAM users and access control lists. */
@ApplicationScoped
class BrokerAdministration implements Provisioner {

    private static final int ITERATIONS = 8192;
    private static final Optional<Short> USUAL_REPLICATION = Optional.empty();

    /**
     * The broker inflates what comes compressed before it measures it: a few bytes that become a
     * gigabyte are refused there and never reach a reader.
     */
    private static final Map<String, String> INFLATED =
            Map.of(TopicConfig.COMPRESSION_TYPE_CONFIG, "uncompressed");

    private final Map<String, Object> broker;
    private final KafkaDoorConfig config;

    BrokerAdministration(
            @Identifier("default-kafka-broker") Map<String, Object> broker,
            KafkaDoorConfig config) {
        this.broker = broker;
        this.config = config;
    }

    /** The password last: whoever has it can use all the rest. */
    @Override
    public void provide(KafkaDoor door, String password) {
        try (var admin = Admin.create(settings())) {
            createTopics(admin, door);
            finish("rights", admin.createAcls(rights(door)).all());
            var credential =
                    new UserScramCredentialUpsertion(
                            door.user(),
                            new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS),
                            password);
            finish("user", admin.alterUserScramCredentials(List.of(credential)).all());
        } catch (KafkaException e) {
            throw new NotProvided("client", e);
        }
    }

    private Map<String, Object> settings() {
        var settings = new HashMap<String, Object>();
        broker.forEach(
                (name, value) -> {
                    if (AdminClientConfig.configNames().contains(name)) {
                        settings.put(name, value);
                    }
                });
        var patience = Math.toIntExact(config.patience().toMillis());
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "gateway-kafka-doors");
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, patience);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(patience, 5000));
        return settings;
    }

    private void createTopics(Admin admin, KafkaDoor door) {
        var topics =
                List.of(
                        topic(door.intakeTopic(), config.intakeRetention(), INFLATED),
                        topic(door.statusTopic(), config.statusRetention(), Map.of()));
        for (var creation : admin.createTopics(topics).values().values()) {
            try {
                finish("topics", creation);
            } catch (NotProvided e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    private NewTopic topic(String name, Duration retention, Map<String, String> more) {
        var settings = new HashMap<>(more);
        settings.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis()));
        settings.put(
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(config.maxMessageBytes()));
        return new NewTopic(name, Optional.of(config.partitions()), USUAL_REPLICATION)
                .configs(settings);
    }

    /** To write implies to describe, and so does to read. */
    private static Collection<AclBinding> rights(KafkaDoor door) {
        return List.of(
                allow(
                        door,
                        ResourceType.TOPIC,
                        door.intakeTopic(),
                        PatternType.LITERAL,
                        AclOperation.WRITE),
                allow(
                        door,
                        ResourceType.TOPIC,
                        door.statusTopic(),
                        PatternType.LITERAL,
                        AclOperation.READ),
                allow(
                        door,
                        ResourceType.GROUP,
                        door.groupPrefix(),
                        PatternType.PREFIXED,
                        AclOperation.READ));
    }

    private static AclBinding allow(
            KafkaDoor door,
            ResourceType type,
            String name,
            PatternType pattern,
            AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry(
                        "User:" + door.user(), "*", operation, AclPermissionType.ALLOW));
    }

    /** The client gives up by itself after the same time; this wait is for a client that does not. */
    private <T> T finish(String step, KafkaFuture<T> future) {
        try {
            return future.get(config.patience().toMillis() + 1000, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new NotProvided(step, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw new NotProvided(step, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotProvided(step, e);
        }
    }
}
