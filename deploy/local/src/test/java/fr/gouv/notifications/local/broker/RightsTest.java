package fr.gouv.notifications.local.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RightsTest {

    private final Topics topics =
            new Topics(
                    1000,
                    List.of(
                            new Topics.Topic(
                                    "delivery.reported.v1",
                                    "DeliveryReported",
                                    List.of("dispatch"),
                                    List.of("tracking", "gateway"),
                                    1,
                                    "P1D")),
                    List.of());

    private final Topics withDoors =
            new Topics(
                    1000,
                    topics.topics(),
                    List.of(
                            new Topics.Family(
                                    "status.",
                                    List.of("StatusChanged"),
                                    "gateway",
                                    List.of("tracking"),
                                    List.of(),
                                    1,
                                    "P7D")));

    @Test
    void aWriterWritesAndAReaderReads() {
        assertThat(Rights.of(topics))
                .filteredOn(right -> right.pattern().resourceType() == ResourceType.TOPIC)
                .extracting(RightsTest::told)
                .containsExactlyInAnyOrder(
                        "User:dispatch WRITE delivery.reported.v1",
                        "User:tracking READ delivery.reported.v1",
                        "User:gateway READ delivery.reported.v1");
    }

    @Test
    void everyoneHasTheGroupsThatBearTheirName() {
        assertThat(Rights.of(topics))
                .filteredOn(right -> right.pattern().resourceType() == ResourceType.GROUP)
                .allMatch(right -> right.pattern().patternType() == PatternType.PREFIXED)
                .extracting(RightsTest::told)
                .containsExactlyInAnyOrder(
                        "User:dispatch READ dispatch",
                        "User:tracking READ tracking",
                        "User:gateway READ gateway");
    }

    @Test
    void nobodyMayDoEverything() {
        assertThat(Rights.of(Topics.declared()))
                .noneMatch(right -> right.entry().operation() == AclOperation.ALL)
                .noneMatch(right -> right.entry().principal().equals("User:*"))
                .noneMatch(right -> right.pattern().name().equals("*"))
                .allMatch(right -> right.entry().permissionType() == AclPermissionType.ALLOW)
                .filteredOn(right -> right.pattern().resourceType() == ResourceType.CLUSTER)
                .extracting(RightsTest::told)
                .containsExactly("User:gateway ALTER kafka-cluster");
    }

    @Test
    void whoeverMakesDoorsCreatesTopicsOfTheirNamesAndNoOthers() {
        assertThat(Rights.of(withDoors))
                .filteredOn(right -> right.pattern().name().equals("status."))
                .allMatch(right -> right.pattern().patternType() == PatternType.PREFIXED)
                .extracting(RightsTest::told)
                .containsExactlyInAnyOrder(
                        "User:gateway CREATE status.", "User:tracking WRITE status.");
    }

    @ParameterizedTest
    @CsvSource({
        "service-caf-92, TOPIC, status.caf-92.v1, LITERAL, true",
        "service-caf-92, GROUP, service-caf-92., PREFIXED, true",
        "service-caf-92, TOPIC, status., PREFIXED, false",
        "service-caf-92, TOPIC, delivery.reported.v1, LITERAL, false",
        "service-caf-92, GROUP, gateway, PREFIXED, false",
        "service-caf-92, CLUSTER, kafka-cluster, LITERAL, false",
        "gateway, TOPIC, status.caf-92.v1, LITERAL, false",
    })
    void onlyWhatADoorConsistsOfOutlivesAStart(
            String user, ResourceType type, String name, PatternType pattern, boolean isKept) {
        var right =
                new AclBinding(
                        new ResourcePattern(type, name, pattern),
                        new AccessControlEntry(
                                "User:" + user, "*", AclOperation.READ, AclPermissionType.ALLOW));

        assertThat(Rights.isOfADoor(right, withDoors)).isEqualTo(isKept);
    }

    private static String told(AclBinding right) {
        return "%s %s %s"
                .formatted(
                        right.entry().principal(),
                        right.entry().operation(),
                        right.pattern().name());
    }
}
