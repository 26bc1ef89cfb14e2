package fr.gouv.notifications.local.broker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * The broker's process: a real Kafka, broker and controller in one, where nobody is anonymous, no
 * topic appears by itself, and each service may do what the declaration of the topics says.
 */
public final class Broker {

    private static final String CLUSTER = "notificationslocal0001";
    private static final int NODE = 1;
    private static final int SCRAM_ITERATIONS = 4096;

    private final BrokerSettings settings;
    private final Topics topics;

    private Broker(BrokerSettings settings, Topics topics) {
        this.settings = settings;
        this.topics = topics;
    }

    /** Runs until it is told to stop; the only argument is the file of its settings. */
    public static void main(String... arguments) throws Exception {
        var broker = new Broker(BrokerSettings.read(Path.of(arguments[0])), Topics.declared());
        broker.format();
        var server = new KafkaRaftServer(new KafkaConfig(broker.properties()), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "broker-shutdown"));
        server.startup();
        broker.declare();
        Files.createFile(broker.settings.ready());
        server.awaitShutdown();
    }

    private void format() throws Exception {
        Files.createDirectories(settings.data());
        if (Files.exists(settings.data().resolve("meta.properties"))) {
            return;
        }
        new Formatter()
                .setClusterId(CLUSTER)
                .setNodeId(NODE)
                .setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(settings.data().toString())
                .addDirectory(settings.data().toString())
                .setReleaseVersion(MetadataVersion.latestProduction())
                .setScramArguments(
                        List.of(
                                "SCRAM-SHA-512=[name=%s,password=%s]"
                                        .formatted(BrokerSettings.ADMIN, settings.adminPassword())))
                .run();
    }

    private Properties properties() {
        var listener = "127.0.0.1:" + settings.port();
        var controller = "127.0.0.1:" + settings.controllerPort();
        var properties = new Properties();
        properties.put("node.id", Integer.toString(NODE));
        properties.put("process.roles", "broker,controller");
        properties.put("controller.quorum.voters", NODE + "@" + controller);
        properties.put("listeners", "CLIENT://%s,CONTROLLER://%s".formatted(listener, controller));
        properties.put("advertised.listeners", "CLIENT://127.0.0.1:" + settings.seenAt());
        properties.put(
                "listener.security.protocol.map",
                "CLIENT:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT");
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put("inter.broker.listener.name", "CLIENT");
        properties.put("sasl.enabled.mechanisms", "SCRAM-SHA-512");
        properties.put("sasl.mechanism.inter.broker.protocol", "SCRAM-SHA-512");
        properties.put("listener.name.client.scram-sha-512.sasl.jaas.config", scramLogin());
        // The controller cannot read SCRAM credentials before it runs, hence another mechanism.
        properties.put("sasl.mechanism.controller.protocol", "PLAIN");
        properties.put("listener.name.controller.sasl.enabled.mechanisms", "PLAIN");
        properties.put(
                "listener.name.controller.plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%1$s\" password=\"%2$s\" user_%1$s=\"%2$s\";"
                        .formatted(BrokerSettings.ADMIN, settings.adminPassword()));
        properties.put(
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        properties.put("super.users", "User:" + BrokerSettings.ADMIN);
        properties.put("allow.everyone.if.no.acl.found", "false");
        properties.put("auto.create.topics.enable", "false");
        properties.put("log.dirs", settings.data().toString());
        properties.put("message.max.bytes", Integer.toString(topics.maxMessageBytes()));
        // One node: every copy is the only one, and nobody waits for others to join a group.
        properties.put("default.replication.factor", "1");
        properties.put("offsets.topic.replication.factor", "1");
        properties.put("offsets.topic.num.partitions", "4");
        properties.put("transaction.state.log.replication.factor", "1");
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("transaction.state.log.num.partitions", "4");
        properties.put("share.coordinator.state.topic.replication.factor", "1");
        properties.put("share.coordinator.state.topic.min.isr", "1");
        properties.put("share.coordinator.state.topic.num.partitions", "2");
        properties.put("group.initial.rebalance.delay.ms", "0");
        properties.put("log.cleaner.dedupe.buffer.size", "4194304");
        properties.put("num.network.threads", "2");
        properties.put("num.io.threads", "4");
        return properties;
    }

    // --- Topics, users, rights -----------------------------------------------------------------

    private void declare() throws ExecutionException, InterruptedException, TimeoutException {
        var client =
                Map.<String, Object>of(
                        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                        "127.0.0.1:" + settings.port(),
                        "security.protocol",
                        "SASL_PLAINTEXT",
                        "sasl.mechanism",
                        "SCRAM-SHA-512",
                        "sasl.jaas.config",
                        scramLogin());
        try (var admin = Admin.create(client)) {
            declareUsers(admin);
            declareTopics(admin);
            declareRights(admin);
        }
    }

    private void declareUsers(Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        var users = new ArrayList<UserScramCredentialAlteration>();
        settings.passwords()
                .forEach(
                        (user, password) ->
                                users.add(
                                        new UserScramCredentialUpsertion(
                                                user,
                                                new ScramCredentialInfo(
                                                        ScramMechanism.SCRAM_SHA_512,
                                                        SCRAM_ITERATIONS),
                                                password)));
        finish(admin.alterUserScramCredentials(users).all());
    }

    private void declareTopics(Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        var present = finish(admin.listTopics().names());
        var missing =
                topics.topics().stream()
                        .filter(topic -> !present.contains(topic.name()))
                        .map(topic -> new NewTopic(topic.name(), topic.partitions(), (short) 1))
                        .toList();
        finish(admin.createTopics(missing).all());

        var wider = new HashMap<String, NewPartitions>();
        var known =
                topics.topics().stream().map(Topics.Topic::name).filter(present::contains).toList();
        finish(admin.describeTopics(known).allTopicNames())
                .forEach(
                        (name, description) -> {
                            var wanted = partitionsOf(name);
                            if (wanted > description.partitions().size()) {
                                wider.put(name, NewPartitions.increaseTo(wanted));
                            }
                        });
        finish(admin.createPartitions(wider).all());

        var configurations = new HashMap<ConfigResource, Collection<AlterConfigOp>>();
        for (var topic : topics.topics()) {
            configurations.put(
                    new ConfigResource(ConfigResource.Type.TOPIC, topic.name()),
                    List.of(
                            set(
                                    TopicConfig.RETENTION_MS_CONFIG,
                                    Long.toString(topic.kept().toMillis())),
                            set(
                                    TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                                    Integer.toString(topics.maxMessageBytes()))));
        }
        finish(admin.incrementalAlterConfigs(configurations).all());
    }

    private int partitionsOf(String name) {
        return topics.topics().stream()
                .filter(topic -> topic.name().equals(name))
                .mapToInt(Topics.Topic::partitions)
                .findFirst()
                .orElseThrow();
    }

    /**
     * Rights that are no longer declared are taken away, not only new ones given. Those that public
     * services got with their doors are the gateway's.
     */
    private void declareRights(Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        var wanted = Rights.of(topics);
        var present = finish(admin.describeAcls(AclBindingFilter.ANY).values());
        var excess =
                present.stream()
                        .filter(right -> !wanted.contains(right))
                        .filter(right -> !Rights.isOfADoor(right, topics))
                        .map(AclBinding::toFilter)
                        .toList();
        finish(admin.deleteAcls(excess).all());
        finish(
                admin.createAcls(wanted.stream().filter(right -> !present.contains(right)).toList())
                        .all());
    }

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    }

    private String scramLogin() {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                .formatted(BrokerSettings.ADMIN, settings.adminPassword());
    }

    private static <T> T finish(KafkaFuture<T> future)
            throws ExecutionException, InterruptedException, TimeoutException {
        return future.get(30, TimeUnit.SECONDS);
    }
}
