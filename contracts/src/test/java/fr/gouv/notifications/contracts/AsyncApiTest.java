package fr.gouv.notifications.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import fr.gouv.notifications.contracts.Contracts.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds asyncapi.yaml to the records, to {@link Topics} and to the declaration of the topics. */
class AsyncApiTest {

    private static final Path FILE = Contracts.RESOURCES.resolve("asyncapi.yaml");
    private static final Path DECLARED =
            Contracts.PROJECT.resolve("deploy/local/src/main/resources/topics.yaml");

    private static final JsonNode API = Contracts.read(FILE);
    private static final Pattern PARAMETER = Pattern.compile("\\{[a-z]+}");

    /** Of the doors of public services, each of which has a topic of its own. */
    private static final Set<String> DOORS =
            Set.of(Topics.intakeOf("{service}"), Topics.statusOf("{service}"));

    static Stream<Sample> factSamples() {
        return Contracts.facts().stream().flatMap(type -> Contracts.samples(type).stream());
    }

    static List<Class<? extends Record>> facts() {
        return Contracts.facts();
    }

    @ParameterizedTest
    @MethodSource("factSamples")
    void aFactTravelsOnTheChannelOfItsTopic(Sample sample) throws IOException {
        var fact = (Fact) WireFormat.MAPPER.treeToValue(sample.json(), sample.type());
        var topic =
                fact instanceof SubmissionReceived ? Topics.intakeOf("caf-92") : Topics.of(fact);

        var channels = API.path("channels").valueStream().filter(leadsTo(topic)).toList();

        assertThat(channels).hasSize(1);
        assertThat(channels.getFirst().path("messages").propertyStream())
                .extracting(Map.Entry::getKey)
                .contains(sample.type().getSimpleName());
    }

    @ParameterizedTest
    @MethodSource("facts")
    void aFactIsAMessageWithItsSchemaAndItsType(Class<? extends Record> type) {
        var message = API.path("components").path("messages").path(type.getSimpleName());
        var eventType = "fr.gouv.notifications." + type.getSimpleName() + ".v1";

        assertThat(message.path("name").asText()).isEqualTo(eventType);
        assertThat(message.at("/headers/properties/ce_type/const").asText()).isEqualTo(eventType);
        assertThat(FILE.resolveSibling(message.at("/payload/$ref").asText()).normalize())
                .isEqualTo(Contracts.schemaFile(type))
                .exists();
        assertThat(message.at("/traits/0/$ref").asText())
                .isEqualTo("#/components/messageTraits/fact");
    }

    @Test
    void everyMessageOfAChannelIsTheComponentOfThatName() {
        API.path("channels")
                .forEach(
                        channel ->
                                channel.path("messages")
                                        .properties()
                                        .forEach(
                                                message ->
                                                        assertThat(
                                                                        message.getValue()
                                                                                .path("$ref")
                                                                                .asText())
                                                                .isEqualTo(
                                                                        "#/components/messages/"
                                                                                + message
                                                                                        .getKey())));
    }

    @Test
    void theChannelsAreTheTopics() throws IllegalAccessException {
        var topics = new TreeSet<>(DOORS);
        topics.add(Topics.deadLettersOf("{group}"));
        for (var field : Topics.class.getDeclaredFields()) {
            if (Modifier.isPublic(field.getModifiers())) {
                topics.add((String) field.get(null));
            }
        }

        assertThat(API.path("channels").valueStream().map(AsyncApiTest::address))
                .containsExactlyInAnyOrderElementsOf(topics);
    }

    @Test
    void theChannelsAreDeclaredAsTopicsAndNothingElseIs() {
        assertThat(declared().keySet())
                .isEqualTo(
                        API.path("channels")
                                .valueStream()
                                .filter(channel -> !DOORS.contains(address(channel)))
                                .flatMap(AsyncApiTest::addresses)
                                .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void theDoorsAreDeclaredAsFamilies() {
        assertThat(families().keySet()).isEqualTo(DOORS);
        families()
                .forEach(
                        (address, family) -> {
                            assertThat(channelOf(address).path("messages").propertyStream())
                                    .extracting(Map.Entry::getKey)
                                    .containsExactlyInAnyOrderElementsOf(
                                            names(family.path("facts")));
                            var ours = names(family.path("writtenBy"));
                            var readers = names(family.path("readBy"));
                            (ours.isEmpty() ? ours : readers).add("public-service");
                            assertThat(services(address, "send")).isEqualTo(ours);
                            assertThat(services(address, "receive")).isEqualTo(readers);
                        });
    }

    @Test
    void partitionsAndRetentionAreThoseDeclared() {
        var all = new TreeMap<>(declared());
        all.putAll(families());
        all.forEach(
                (topic, declaration) -> {
                    var kafka = channelOf(topic).path("bindings").path("kafka");
                    var retention = kafka.at("/topicConfiguration/retention.ms");
                    assertThat(kafka.path("partitions").asInt())
                            .as("partitions of %s", topic)
                            .isEqualTo(declaration.path("partitions").asInt());
                    assertThat(Duration.ofMillis(retention.asLong()))
                            .as("retention of %s", topic)
                            .isEqualTo(retention(declaration));
                });
    }

    @Test
    void whoTellsAndWhoHearsIsWhoMayWriteAndWhoMayRead() {
        declared()
                .forEach(
                        (topic, declaration) -> {
                            if (topic.endsWith(".dead-letter")) {
                                // Each service for itself; the operation says so for all topics.
                                return;
                            }
                            assertThat(services(topic, "send"))
                                    .as("who tells %s", topic)
                                    .isEqualTo(names(declaration.path("writtenBy")));
                            assertThat(services(topic, "receive"))
                                    .as("who hears %s", topic)
                                    .isEqualTo(names(declaration.path("readBy")));
                        });
    }

    @Test
    void whatIsSaidToBeHeardNowIsWhatTheServicesListenTo() {
        for (var service : List.of("gateway", "preferences", "dispatch", "tracking")) {
            assertThat(heardNow(service)).as("what %s hears", service).isEqualTo(listened(service));
        }
    }

    @Test
    void theFactOfATopicIsTheMessageOfItsChannel() {
        declared()
                .forEach(
                        (topic, declaration) ->
                                assertThat(channelOf(topic).path("messages").propertyStream())
                                        .extracting(Map.Entry::getKey)
                                        .containsExactly(
                                                declaration.path("fact").asText("DeadLetter")));
    }

    @Test
    void everyServiceBuriesItsDeadLetters() {
        assertThat(services(Topics.deadLettersOf("gateway"), "send"))
                .isEqualTo(names(API.at("/channels/deadLetters/parameters/group/enum")));
    }

    @Test
    void anOperationSpeaksOfTheMessageOfItsChannel() {
        API.path("operations")
                .forEach(
                        operation ->
                                assertThat(operation.at("/messages/0/$ref").asText())
                                        .startsWith(
                                                operation.at("/channel/$ref").asText()
                                                        + "/messages/"));
    }

    @Test
    void theReferenceParserFindsNoFault() throws IOException, InterruptedException {
        var folder = Files.createDirectories(Contracts.MODULE.resolve("target/asyncapi"));
        if (!isInstalled(folder)) {
            for (var file : List.of("package.json", "package-lock.json")) {
                copy(file, folder);
            }
            var install = run(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
            assertThat(install.exitCode()).as(install.output()).isZero();
        }
        copy("check.mjs", folder);

        var check = run(folder, "node", "check.mjs", FILE.toString());

        assertThat(check.exitCode()).as(check.output()).isZero();
        assertThat(check.output()).startsWith("AsyncAPI 3.0.0: " + API.path("channels").size());
    }

    private static Predicate<JsonNode> leadsTo(String topic) {
        if (DOORS.contains(topic)) {
            return channel -> address(channel).equals(topic);
        }
        return channel -> {
            var parts = PARAMETER.split(address(channel), -1);
            return Pattern.matches(
                    Stream.of(parts).map(Pattern::quote).collect(Collectors.joining("[a-z0-9-]+")),
                    topic);
        };
    }

    private static JsonNode channelOf(String topic) {
        return API.path("channels").valueStream().filter(leadsTo(topic)).findFirst().orElseThrow();
    }

    private static String address(JsonNode channel) {
        return channel.path("address").asText();
    }

    /** The address, or one for each value of its parameter. */
    private static Stream<String> addresses(JsonNode channel) {
        var parameters = channel.path("parameters").valueStream().toList();
        return parameters.isEmpty()
                ? Stream.of(address(channel))
                : names(parameters.getFirst().path("enum")).stream()
                        .map(value -> PARAMETER.matcher(address(channel)).replaceAll(value));
    }

    private static Set<String> services(String topic, String action) {
        var channels = API.path("channels").propertyStream();
        var key = channels.filter(channel -> leadsTo(topic).test(channel.getValue())).findFirst();
        var reference = "#/channels/" + key.orElseThrow().getKey();
        return API.path("operations")
                .valueStream()
                .filter(operation -> operation.path("action").asText().equals(action))
                .filter(operation -> operation.at("/channel/$ref").asText().equals(reference))
                .map(operation -> operation.at("/tags/0/name").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> heardNow(String service) {
        return API.path("operations")
                .valueStream()
                .filter(operation -> operation.path("action").asText().equals("receive"))
                .filter(operation -> operation.at("/tags/0/name").asText().equals(service))
                .filter(operation -> !operation.at("/tags/1/name").asText().equals("later"))
                .map(operation -> API.at(operation.at("/channel/$ref").asText().substring(1)))
                .map(AsyncApiTest::address)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The topics of all public services, or of all groups, are the channel of one of them. */
    private static String withoutPattern(String topic) {
        if (topic.endsWith(".dead-letter")) {
            return Topics.deadLettersOf("{group}");
        }
        return topic.startsWith("intake") ? Topics.intakeOf("{service}") : topic;
    }

    /** The topics in the configuration of a service. */
    private static Set<String> listened(String service) {
        var file =
                Contracts.PROJECT.resolve(
                        service + "-service/src/main/resources/application.properties");
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.stringPropertyNames().stream()
                .filter(name -> name.matches("mp\\.messaging\\.incoming\\.[a-z-]+\\.topics?"))
                .flatMap(name -> Stream.of(properties.getProperty(name).split(",(?![0-9])", -1)))
                .map(String::strip)
                .map(AsyncApiTest::withoutPattern)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, JsonNode> declared() {
        return Contracts.read(DECLARED)
                .path("topics")
                .valueStream()
                .collect(
                        Collectors.toMap(
                                topic -> topic.path("name").asText(),
                                topic -> topic,
                                (first, _) -> fail("declared twice: " + first),
                                TreeMap::new));
    }

    /** The families of topics, by the address of their channel. */
    private static Map<String, JsonNode> families() {
        return Contracts.read(DECLARED)
                .path("families")
                .valueStream()
                .collect(
                        Collectors.toMap(
                                family -> family.path("prefix").asText() + "{service}.v1",
                                family -> family));
    }

    private static Duration retention(JsonNode declaration) {
        return Duration.parse(declaration.path("retention").asText());
    }

    private static Set<String> names(JsonNode list) {
        return list.valueStream()
                .map(JsonNode::asText)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isInstalled(Path folder) throws IOException {
        var installed = folder.resolve("package-lock.json");
        return Files.exists(folder.resolve("node_modules/.package-lock.json"))
                && Files.exists(installed)
                && Files.mismatch(installed, source("package-lock.json")) == -1;
    }

    private static void copy(String file, Path folder) throws IOException {
        Files.copy(source(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path source(String file) {
        return Contracts.MODULE.resolve("src/test/asyncapi").resolve(file);
    }

    private static Finished run(Path folder, String... command)
            throws IOException, InterruptedException {
        Process process;
        try {
            process =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .start();
        } catch (IOException _) {
            return fail(
                    "asyncapi.yaml was not checked: install Node 20 or newer with npm, so that"
                            + " the command %s is found",
                    command[0]);
        }
        var output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Finished(process.waitFor(), output);
    }

    private record Finished(int exitCode, String output) {}
}
