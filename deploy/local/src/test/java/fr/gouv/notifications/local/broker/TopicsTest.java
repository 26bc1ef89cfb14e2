package fr.gouv.notifications.local.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicsTest {

    private static final String FAMILY =
            """
            families:
              - prefix: status.
                facts: [StatusChanged]
                createdBy: gateway
                writtenBy: [tracking]
                readBy: []
                partitions: 3
                retention: P7D
            """;

    private static final String GOOD =
            """
            maxMessageBytes: 1048576
            topics:
              - name: delivery.reported.v1
                fact: DeliveryReported
                writtenBy: [dispatch]
                readBy: [tracking]
                partitions: 6
                retention: P7D
            """;

    @Test
    void everyTopicOfTheContractsIsDeclaredAndNoOther() {
        var named = new ArrayList<String>();
        for (var constant : fr.gouv.notifications.contracts.Topics.class.getFields()) {
            try {
                named.add(String.valueOf(constant.get(null)));
            } catch (IllegalAccessException impossible) {
                throw new AssertionError(impossible);
            }
        }
        for (var service : List.of("gateway", "preferences", "dispatch", "tracking")) {
            named.add(fr.gouv.notifications.contracts.Topics.deadLettersOf(service));
        }

        assertThat(Topics.declared().topics())
                .extracting(Topics.Topic::name)
                .containsExactlyInAnyOrderElementsOf(named);
        assertThat(Topics.declared().services())
                .containsExactly("dispatch", "gateway", "preferences", "tracking");
    }

    @Test
    void everyFactIsARecordOfTheContracts() {
        var records = Path.of("../../contracts/src/main/java/fr/gouv/notifications/contracts");

        assertThat(Topics.declared().topics())
                .filteredOn(topic -> topic.fact() != null)
                .allSatisfy(topic -> assertThat(records.resolve(topic.fact() + ".java")).exists());
    }

    @Test
    void everyFactOfAFamilyIsARecordOfTheContracts() {
        var records = Path.of("../../contracts/src/main/java/fr/gouv/notifications/contracts");

        assertThat(Topics.declared().families())
                .extracting(Topics.Family::prefix)
                .containsExactlyInAnyOrder("intake.", "status.");
        assertThat(Topics.declared().families())
                .flatExtracting(Topics.Family::facts)
                .allSatisfy(fact -> assertThat(records.resolve(fact + ".java")).exists());
    }

    @Test
    void everyTopicButDeadLettersCarriesAFact() {
        assertThat(Topics.declared().topics())
                .allSatisfy(
                        topic ->
                                assertThat(topic.fact() == null)
                                        .isEqualTo(topic.name().endsWith(".dead-letter")));
    }

    @Test
    void retentionIsADuration() {
        assertThat(read(GOOD).topics().getFirst().kept()).isEqualTo(Duration.ofDays(7));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "partitions: 6|partitions: 0|needs at least one partition",
                "partitions: 6|partitions: six|cannot be read",
                "fact: Deliv|fakt: Deliv|fakt",
                "retention: P7D|retention: a week|is no ISO 8601 duration",
                "retention: P7D|retention: PT0S|keeps nothing",
                "writtenBy: [dispatch]|writtenBy: []|needs a writer and a reader",
                "readBy: [tracking]|partitions: 3|Duplicate",
                "delivery.reported.v1|DeliveryReported|is not of the form",
                "maxMessageBytes: 1048576|maxMessageBytes: 0|maxMessageBytes",
            })
    void refusesWhatCannotBeMeant(String good, String bad, String complaint) {
        var wrong = GOOD.replace(good, bad);

        assertThatThrownBy(() -> read(wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasStackTraceContaining(complaint);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prefix: status.|prefix: status|is not a word and a dot",
                "facts: [StatusChanged]|facts: []|needs facts and a creator",
                "writtenBy: [tracking]|writenBy: [tracking]|writenBy",
                "partitions: 3|partitions: 0|needs at least one partition",
                "retention: P7D|retention: PT0S|keeps nothing",
            })
    void refusesAFamilyThatCannotBeMeant(String good, String bad, String complaint) {
        var wrong = GOOD + FAMILY.replace(good, bad);

        assertThat(read(GOOD + FAMILY).families()).hasSize(1);
        assertThatThrownBy(() -> read(wrong)).hasStackTraceContaining(complaint);
    }

    @Test
    void refusesATopicDeclaredTwice() {
        var twice = GOOD + GOOD.substring(GOOD.indexOf("  - name"));

        assertThatThrownBy(() -> read(twice)).hasStackTraceContaining("is declared twice");
    }

    private static Topics read(String yaml) {
        return Topics.read(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)));
    }
}
