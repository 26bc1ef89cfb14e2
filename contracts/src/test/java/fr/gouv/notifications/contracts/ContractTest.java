package fr.gouv.notifications.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import fr.gouv.notifications.contracts.Contracts.Sample;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds record, schema and samples together. */
class ContractTest {

    /** What is written by others and taken literally: an unknown field is refused, not ignored. */
    private static final Set<Class<?>> CLOSED = Set.of(SubmissionReceived.class);

    private static final SchemaRegistry SCHEMAS =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    static List<Class<? extends Record>> described() {
        return Contracts.described();
    }

    static List<Sample> samples() {
        return Contracts.samples();
    }

    @Test
    void thereAreSeventeenFacts() {
        assertThat(Contracts.facts()).hasSize(17);
    }

    @Test
    void everyDescribedRecordHasOneSchemaAndNothingElseHas() {
        assertThat(namesIn(Contracts.RESOURCES.resolve("schemas")))
                .containsExactlyInAnyOrderElementsOf(
                        described().stream().map(type -> type.getSimpleName() + ".json").toList());
    }

    @Test
    void samplesStandInAFolderNamedAfterTheirRecord() {
        assertThat(Contracts.filesIn(Contracts.RESOURCES.resolve("samples")))
                .containsExactlyInAnyOrderElementsOf(samples().stream().map(Sample::file).toList())
                .allMatch(file -> name(file).matches("v1-[a-z-]+\\.json"));
    }

    @ParameterizedTest
    @MethodSource("described")
    void theSchemaSaysWhatTheRecordSays(Class<? extends Record> type) {
        assertThat(Shape.ofSchema(schemaJson(type)).toPrettyString())
                .isEqualTo(Shape.ofRecord(type).toPrettyString());
    }

    @ParameterizedTest
    @MethodSource("described")
    void theSchemaIsOfItsDraftAndNamed(Class<? extends Record> type) {
        var schema = schemaJson(type);
        var metaSchema = SCHEMAS.getSchema(SchemaLocation.of(draft()));

        assertThat(schema.path("$schema").asText()).isEqualTo(draft());
        assertThat(schema.path("$id").asText())
                .isEqualTo("urn:notifications:schema:" + type.getSimpleName() + ":v1");
        assertThat(schema.path("title").asText()).isEqualTo(type.getSimpleName());
        assertThat(metaSchema.validate(schema)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("described")
    void everyPropertyAndEveryTypeIsDescribed(Class<? extends Record> type) {
        var schema = schemaJson(type);

        var undescribed =
                Stream.concat(Stream.of(schema), schema.path("$defs").valueStream())
                        .flatMap(
                                part ->
                                        Stream.concat(
                                                Stream.of(part),
                                                part.path("properties").valueStream()))
                        .filter(part -> !part.path("description").asText().endsWith("."))
                        .map(JsonNode::toString);

        assertThat(undescribed).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("described")
    void samplesShowEveryFieldAndTheAbsenceOfEveryOptionalOne(Class<? extends Record> type) {
        var samples = Contracts.samples(type).stream().map(Sample::json).toList();

        assertThat(samples).hasSizeGreaterThan(1);
        for (var component : type.getRecordComponents()) {
            assertThat(samples).anyMatch(sample -> sample.has(component.getName()));
            if (Shape.isNullable(component)) {
                assertThat(samples).anyMatch(sample -> !sample.has(component.getName()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aSampleIsValid(Sample sample) {
        assertThat(faults(sample.type(), sample.json())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aSampleIsReadAndWrittenBackEqual(Sample sample) throws IOException {
        var value = WireFormat.MAPPER.treeToValue(sample.json(), sample.type());

        var written = WireFormat.MAPPER.readTree(WireFormat.MAPPER.writeValueAsBytes(value));

        assertThat(written).isEqualTo(sample.json());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aFieldOfTheFutureIsIgnoredByReaders(Sample sample) throws JsonProcessingException {
        var tomorrow = withFutureFields(sample.json());
        var today = WireFormat.MAPPER.treeToValue(sample.json(), sample.type());

        assertThat(tomorrow).isNotEqualTo(sample.json());
        if (sample.type() == SubmissionReceived.class) {
            // What fills the template is free: there, a new name is a new value.
            ((ObjectNode) tomorrow.path("values")).remove("fieldOfTheFuture");
        }
        assertThat(WireFormat.MAPPER.treeToValue(tomorrow, sample.type()).equals(today)).isTrue();
        assertThat(faults(sample.type(), tomorrow).isEmpty())
                .isEqualTo(!CLOSED.contains(sample.type()));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void whatIsRequiredIsMissedBySchemaAndReaderAlike(Sample sample) {
        for (var component : sample.type().getRecordComponents()) {
            var without = sample.json().deepCopy();
            ((ObjectNode) without).remove(component.getName());
            if (Shape.isNullable(component) && !isLastAddress(sample, component)) {
                assertThat(faults(sample.type(), without)).isEmpty();
                assertThatCode(() -> WireFormat.MAPPER.treeToValue(without, sample.type()))
                        .doesNotThrowAnyException();
            } else {
                assertThat(faults(sample.type(), without)).isNotEmpty();
                assertThatThrownBy(() -> WireFormat.MAPPER.treeToValue(without, sample.type()))
                        .isInstanceOf(JsonProcessingException.class);
            }
        }
    }

    /** A recipient may lack each of its fields, but not all of them. */
    private static boolean isLastAddress(Sample sample, RecordComponent component) {
        var addresses = new HashSet<>(Set.of("citizen", "email", "phone"));
        addresses.retainAll(
                sample.json().propertyStream().map(property -> property.getKey()).toList());
        return sample.type() == Recipient.class && addresses.equals(Set.of(component.getName()));
    }

    private static Set<String> faults(Class<?> type, JsonNode json) {
        return schema(type)
                .validate(
                        json,
                        context ->
                                context.executionConfig(
                                        config -> config.formatAssertionsEnabled(true)))
                .stream()
                .map(Error::toString)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Schema schema(Class<?> type) {
        return SCHEMAS.getSchema(schemaJson(type));
    }

    private static JsonNode schemaJson(Class<?> type) {
        return Contracts.read(Contracts.schemaFile(type));
    }

    private static String draft() {
        return SpecificationVersion.DRAFT_2020_12.getDialectId();
    }

    private static JsonNode withFutureFields(JsonNode json) {
        var copy = json.deepCopy();
        addFutureFields(copy);
        return copy;
    }

    private static void addFutureFields(JsonNode json) {
        json.forEach(ContractTest::addFutureFields);
        if (json instanceof ObjectNode object) {
            object.putObject("fieldOfTheFuture").put("depth", 1);
        }
    }

    private static List<String> namesIn(Path folder) {
        return Contracts.filesIn(folder).stream().map(ContractTest::name).toList();
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
