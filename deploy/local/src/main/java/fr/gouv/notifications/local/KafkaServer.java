package fr.gouv.notifications.local;

import fr.gouv.notifications.local.broker.Broker;
import fr.gouv.notifications.local.broker.BrokerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The broker of the stack, seen from outside its process. */
final class KafkaServer extends ProcessPart {

    private static final Duration START = Duration.ofMinutes(3);

    private final StackFolder folder;
    private final Secrets secrets;
    private final Ports ports;
    private final int seenAt;
    private final List<String> extraUsers;
    private final List<String> compiler;
    private final String classPath;

    KafkaServer(
            StackFolder folder,
            Secrets secrets,
            Ports ports,
            int seenAt,
            List<String> extraUsers,
            List<String> compiler,
            String classPath) {
        super(Part.KAFKA, folder);
        this.folder = folder;
        this.secrets = secrets;
        this.ports = ports;
        this.seenAt = seenAt;
        this.extraUsers = List.copyOf(extraUsers);
        this.compiler = List.copyOf(compiler);
        this.classPath = classPath;
    }

    String bootstrap() {
        return "127.0.0.1:" + seenAt;
    }

    String password(String user) {
        return secrets.password(user + "-kafka");
    }

    /** What a Kafka client needs to speak to the broker as that user. */
    Map<String, String> client(String user) {
        var settings = new LinkedHashMap<String, String>();
        settings.put("bootstrap.servers", bootstrap());
        settings.put("security.protocol", "SASL_PLAINTEXT");
        settings.put("sasl.mechanism", "SCRAM-SHA-512");
        settings.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                        .formatted(user, password(user)));
        return settings;
    }

    @Override
    public void start() {
        if (process.running()) {
            return;
        }
        var ready = folder.data("run").resolve("kafka.ready");
        try {
            Files.deleteIfExists(ready);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        var passwords = new TreeMap<String, String>();
        for (var service : Part.services()) {
            passwords.put(service.label(), password(service.label()));
        }
        for (var user : extraUsers) {
            passwords.put(user, password(user));
        }
        var settings = folder.data("run").resolve("kafka.settings");
        PrivateFile.write(
                settings,
                new BrokerSettings(
                                folder.data("kafka"),
                                ports.of(Port.KAFKA),
                                seenAt,
                                ports.of(Port.KAFKA_CONTROLLER),
                                password(BrokerSettings.ADMIN),
                                passwords,
                                ready)
                        .toText());
        var command = new ArrayList<>(ChildProcess.diesWithUs("TERM"));
        command.add(JavaProgram.path());
        command.addAll(compiler);
        command.addAll(
                List.of(
                        "-Xms96m",
                        "-Xmx384m",
                        // Each collection stops everybody who waits for an acknowledgement.
                        "-Xmn128m",
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                        "-Dorg.slf4j.simpleLogger.showDateTime=true",
                        "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
                        folder.mark(),
                        "-cp",
                        classPath,
                        Broker.class.getName(),
                        settings.toString()));
        process.start(command, Map.of(), folder.root());
        process.awaitReady(() -> Files.exists(ready), START);
    }
}
