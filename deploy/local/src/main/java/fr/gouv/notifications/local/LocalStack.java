package fr.gouv.notifications.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The whole platform on this machine: PostgreSQL, Kafka, Keycloak, a mailbox and the four services.
 *
 * <p>Infrastructure starts first and stops last. If one part cannot start, those that did are
 * stopped again. When this process dies, whatever the reason, its children are told to end.
 */
public final class LocalStack implements AutoCloseable {

    private final StackFolder folder;
    private final Ports ports;
    private final Secrets secrets;
    private final Set<Part> chosen;
    private final Console console;
    private final Map<Part, RunningPart> parts = new EnumMap<>(Part.class);
    private final ServiceEnvironment environment;
    private final KafkaServer kafka;
    private final PostgresServer postgres;
    private final KeycloakServer keycloak;
    private final Mailbox mail;
    private final Map<Part, Map<String, String>> extra;
    private final Services services;
    private final Map<Part, List<ServiceProcess>> replicas = new EnumMap<>(Part.class);
    private volatile @Nullable Relay relay;
    private final Thread hook = new Thread(this::stopParts, "stack-shutdown");
    private boolean closed;

    /** A mail relay other than the mailbox of the stack. */
    record Relay(String host, int port) {}

    private LocalStack(Builder builder) {
        folder = builder.folder;
        ports = builder.ports;
        chosen = EnumSet.copyOf(builder.chosen);
        console = builder.console;
        relay = builder.relay;
        secrets = new Secrets(folder.root().resolve("secrets"));
        var checkout =
                builder.root == null
                        ? Checkout.around(Path.of(""))
                        : new Checkout(builder.root.toAbsolutePath());
        extra = builder.extra;
        var disk = builder.postgresData;
        postgres =
                new PostgresServer(
                        folder,
                        secrets,
                        ports.of(Port.POSTGRES),
                        disk == null ? folder.data("postgres") : disk);
        var seenAt = builder.kafkaSeenAt;
        kafka =
                new KafkaServer(
                        folder,
                        secrets,
                        ports,
                        seenAt == null ? ports.of(Port.KAFKA) : seenAt,
                        builder.kafkaUsers,
                        builder.compiler,
                        builder.classPath(checkout));
        keycloak = new KeycloakServer(folder, secrets, ports, builder.keycloak(checkout), console);
        mail = new Mailbox(folder, ports);
        environment =
                new ServiceEnvironment(ports, secrets, postgres, kafka, keycloak, () -> relay);
        parts.put(Part.POSTGRES, postgres);
        parts.put(Part.KAFKA, kafka);
        parts.put(Part.KEYCLOAK, keycloak);
        parts.put(Part.MAIL, mail);
        services =
                (part, number, port) ->
                        new ServiceProcess(
                                part,
                                number == 1 ? part.label() : part.label() + "-" + number,
                                folder,
                                builder.application(checkout, part),
                                port,
                                builder.jvm(part),
                                () -> {
                                    var values = new LinkedHashMap<>(environment.of(part));
                                    values.putAll(extra.getOrDefault(part, Map.of()));
                                    values.put("HTTP_PORT", Integer.toString(port));
                                    if (number > 1) {
                                        // The first hears for all.
                                        values.remove("INBOUND_SMTP_PORT");
                                    }
                                    return values;
                                });
        for (var part : Part.services()) {
            parts.put(part, services.of(part, 1, ports.of(Port.valueOf(part.name()))));
        }
    }

    /** Makes the processes of services. */
    private interface Services {
        ServiceProcess of(Part part, int number, int port);
    }

    /** Prepares a stack that keeps everything in that folder. */
    public static Builder in(Path folder) {
        return new Builder(folder);
    }

    // --- Life ----------------------------------------------------------------------------------

    private void start() {
        folder.endLeftovers()
                .forEach(name -> console.progress("ended " + name + ", left by an earlier run"));
        ports.mustBeFree(chosen);
        folder.record("stack", ProcessHandle.current().pid());
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            startTogether(intersection(Part.infrastructure()), Part.infrastructure().size());
            // More at once than there are processors only makes each wait longer for the others.
            startTogether(
                    intersection(Part.services()),
                    Math.max(2, Runtime.getRuntime().availableProcessors()));
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    private Set<Part> intersection(Set<Part> group) {
        var both = EnumSet.copyOf(group);
        both.retainAll(chosen);
        return both;
    }

    private void startTogether(Set<Part> group, int atOnce) {
        try (var threads = Executors.newFixedThreadPool(atOnce)) {
            var starts = new ExecutorCompletionService<>(threads);
            for (var part : group) {
                starts.submit(() -> startTold(part(part)), part);
            }
            try {
                for (int i = 0; i < group.size(); i++) {
                    starts.take().get();
                }
            } finally {
                // After a failure nobody waits for the rest.
                threads.shutdownNow();
            }
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof StackException said) {
                throw said;
            }
            throw new StackException(
                    "The stack could not start: %s.".formatted(failed.getCause()), failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new StackException("The start was interrupted.", stopped);
        }
    }

    /** On a very busy machine a service may give up waiting for another part: it gets a second try. */
    private void startTold(RunningPart part) {
        var began = System.nanoTime();
        try {
            part.start();
        } catch (StackException failed) {
            if (!part.part().isService() || !part.lost() || closed()) {
                throw failed;
            }
            console.progress(
                    "%-11s died while it started; trying once more".formatted(part.part().label()));
            part.start();
        }
        console.progress(
                "%-11s ready after %.1f s"
                        .formatted(part.part().label(), (System.nanoTime() - began) / 1e9));
    }

    /** Stops everything, services first; the data stays. */
    @Override
    public void close() {
        stopParts();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyShuttingDown) {
            // Then the hook runs now, and finds nothing left to do.
        }
    }

    private void stopParts() {
        synchronized (parts) {
            if (closed) {
                return;
            }
            closed = true;
        }
        List<RunningPart> running = new ArrayList<>();
        replicas.values().forEach(running::addAll);
        Part.services().forEach(service -> running.add(part(service)));
        stopTogether(running);
        stopTogether(Part.infrastructure().stream().map(this::part).toList());
        mail.close();
        folder.forget("stack");
    }

    /** Every stop is bounded in time, so this is too. */
    private void stopTogether(List<RunningPart> group) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var part : group) {
                threads.execute(() -> stopTold(part));
            }
        }
    }

    private void stopTold(RunningPart part) {
        try {
            part.stop();
        } catch (RuntimeException failed) {
            console.say(
                    "%s could not be stopped: %s"
                            .formatted(part.part().label(), failed.getMessage()));
        }
    }

    /** Whether it was closed. */
    boolean closed() {
        synchronized (parts) {
            return closed;
        }
    }

    // --- Parts ---------------------------------------------------------------------------------

    /** The parts that were asked for. */
    public Set<Part> chosen() {
        return EnumSet.copyOf(chosen);
    }

    /** A part, to stop it, break it and start it again. */
    public RunningPart part(Part part) {
        return Objects.requireNonNull(parts.get(part));
    }

    /**
     * One more process of a service, on a port of its own; start it. It ends with the stack. Other
     * services go on speaking to the first one over HTTP.
     */
    public Replica replicate(Part service) {
        synchronized (parts) {
            var others = replicas.computeIfAbsent(service, _ -> new ArrayList<>());
            var process = services.of(service, others.size() + 2, Ports.anyFree());
            others.add(process);
            return new Replica(process, process.url());
        }
    }

    /**
     * One more process of a service.
     *
     * @param url its base address
     */
    public record Replica(RunningPart part, String url) {}

    /** The mailbox, to read what arrived and to take the relay away. */
    public Mailbox mail() {
        return mail;
    }

    /** The passwords and keys of this stack. */
    public Secrets secrets() {
        return secrets;
    }

    StackFolder folder() {
        return folder;
    }

    // --- Addresses and accounts ----------------------------------------------------------------

    /** Where that port is. */
    public int port(Port port) {
        return ports.of(port);
    }

    /** The base address of a service. */
    public String url(Part service) {
        return "http://127.0.0.1:" + ports.of(Port.valueOf(service.name()));
    }

    /** The base address of the API. */
    public String apiUrl() {
        return url(Part.GATEWAY);
    }

    /** The base address of the inbox page. */
    public String inboxUrl() {
        return "http://127.0.0.1:" + ports.of(Port.INBOX);
    }

    /** The base address of Keycloak. */
    public String keycloakUrl() {
        return keycloak.url();
    }

    /** Where tokens are fetched. */
    public String tokenUrl() {
        return keycloak.realmUrl() + "/protocol/openid-connect/token";
    }

    /** The secret of one of the realm's own clients, for example {@code platform-admin}. */
    public String clientSecret(String clientId) {
        return secrets.password(clientId + "-client");
    }

    /** A fresh access token by client credentials. */
    public String token(String clientId, String clientSecret) {
        return new TokenClient(tokenUrl()).token(clientId, clientSecret);
    }

    /** A fresh access token of the administrator of the platform. */
    public String adminToken() {
        return token(
                ServiceEnvironment.PLATFORM_ADMIN, clientSecret(ServiceEnvironment.PLATFORM_ADMIN));
    }

    /** How to open the database of a service. */
    public Database database(Part service) {
        return new Database(
                postgres.url(service.label()),
                service.label(),
                secrets.password(service.label() + "-database"));
    }

    /** An account on a database. */
    public record Database(String url, String user, String password) {}

    /** What a Kafka client needs to speak to the broker as that user: a service, or {@code admin}. */
    public Map<String, String> kafka(String user) {
        return kafka.client(user);
    }

    /** The password of a user of the broker. */
    public String kafkaPassword(String user) {
        return kafka.password(user);
    }

    /** Where the broker is. */
    public String kafkaBootstrap() {
        return kafka.bootstrap();
    }

    /** Where the services hand over mail: host and port. */
    public Map.Entry<String, Integer> smtp() {
        var other = relay;
        return other == null
                ? Map.entry("127.0.0.1", ports.of(Port.SMTP))
                : Map.entry(other.host(), other.port());
    }

    /** Mails go to that relay, from the next start of dispatch on. */
    public void relayTo(String host, int port) {
        relay = new Relay(host, port);
    }

    /** One more variable for a service, or another value, from its next start on. */
    public void environment(Part service, String name, String value) {
        extra.computeIfAbsent(service, _ -> new ConcurrentHashMap<>()).put(name, value);
    }

    /** The variables that a service of this stack is started with. */
    public Map<String, String> environmentOf(Part service) {
        return environment.of(service);
    }

    /** What {@code stack.env} says: addresses, accounts and process numbers, for any tool. */
    public Map<String, String> environment() {
        return new StackFile(this).values(Optional.empty());
    }

    // --- Building ------------------------------------------------------------------------------

    /** Chooses what a stack consists of. */
    public static final class Builder {

        private static final List<String> USUAL_JVM =
                List.of(
                        // A batch dies young if the young are given half of the room.
                        "-Xmx160m",
                        "-Xmn80m",
                        "-Xss512k",
                        // A batch that is being worked on survives a collection without growing
                        // old.
                        "-XX:SurvivorRatio=3",
                        // What the compiler needed once goes back to the system.
                        "-XX:TrimNativeHeapInterval=10000",
                        "-XX:+UseCompactObjectHeaders",
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow");

        private final StackFolder folder;
        private final Map<Part, Map<String, String>> extra = new ConcurrentHashMap<>();
        private final Map<Part, List<String>> jvm = new EnumMap<>(Part.class);
        private Ports ports = Ports.usual();
        private Set<Part> chosen = Part.all();
        private Console console = Console.silent();
        private List<String> kafkaUsers = List.of();
        private List<String> compiler = JavaProgram.CALM_START;
        private @Nullable Relay relay;
        private @Nullable Integer kafkaSeenAt;
        private @Nullable Path postgresData;
        private @Nullable Path root;
        private @Nullable Path installed;

        private Builder(Path folder) {
            this.folder = new StackFolder(folder);
        }

        /** The checkout whose build is run; by default the one around the working folder. */
        public Builder checkout(Path root) {
            this.root = root;
            return this;
        }

        /**
         * A folder that holds a copy of the build (one folder for each service, and {@code local}),
         * so that a new build does not pull the files away from under a running stack.
         */
        public Builder installed(Path folder) {
            this.installed = folder;
            return this;
        }

        /** Where the parts listen; the usual numbers by default. */
        public Builder ports(Ports ports) {
            this.ports = ports;
            return this;
        }

        /** Ports that nobody uses now. */
        public Builder freePorts() {
            return ports(Ports.free());
        }

        /** Only these parts; all by default. */
        public Builder only(Part... parts) {
            return only(Set.of(parts));
        }

        /** Only these parts; all by default. */
        public Builder only(Set<Part> parts) {
            this.chosen = parts;
            return this;
        }

        /** Mails go to this relay instead of the mailbox of the stack. */
        public Builder smtp(String host, int port) {
            this.relay = new Relay(host, port);
            return this;
        }

        /** Clients of the broker are sent to that port of this machine, where a proxy stands. */
        public Builder kafkaSeenAt(int port) {
            this.kafkaSeenAt = port;
            return this;
        }

        /** The database's files lie there instead, on a disk of its own for example. */
        public Builder postgresData(Path folder) {
            this.postgresData = folder;
            return this;
        }

        /** One more variable for a service, or another value for one it has. */
        public Builder environment(Part service, String name, String value) {
            extra.computeIfAbsent(service, _ -> new ConcurrentHashMap<>()).put(name, value);
            return this;
        }

        /** One more option for the Java of a service; the last one wins. */
        public Builder jvm(Part service, String option) {
            jvm.computeIfAbsent(service, _ -> new ArrayList<>()).add(option);
            return this;
        }

        /** Compiles as Java does by itself: for measurements, at the price of a slower start. */
        public Builder compiledAsUsual() {
            compiler = List.of();
            return this;
        }

        /** A user of the broker without any right, to show that it is refused. */
        public Builder kafkaUser(String name) {
            kafkaUsers = new ArrayList<>(kafkaUsers);
            kafkaUsers.add(name);
            return this;
        }

        /** Where progress is told; nowhere by default. */
        public Builder console(Console console) {
            this.console = console;
            return this;
        }

        /** Starts it and returns when every part is ready. */
        public LocalStack start() {
            var stack = prepare();
            stack.start();
            return stack;
        }

        /** The stack before anything of it runs. */
        LocalStack prepare() {
            return new LocalStack(this);
        }

        private Path application(Checkout checkout, Part service) {
            return installed == null
                    ? checkout.application(service)
                    : installed.resolve(service.label());
        }

        private String classPath(Checkout checkout) {
            if (installed == null) {
                return checkout.classPath();
            }
            var local = installed.resolve("local");
            return local.resolve("classes") + ":" + local.resolve("lib") + "/*";
        }

        private Path keycloak(Checkout checkout) {
            return checkout.keycloak();
        }

        private List<String> jvm(Part service) {
            var options = new ArrayList<>(USUAL_JVM);
            options.addAll(compiler);
            options.addAll(jvm.getOrDefault(service, List.of()));
            return options;
        }
    }
}
