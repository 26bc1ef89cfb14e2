package fr.gouv.notifications.local.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

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
                                    "P1D")));

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
                .allMatch(right -> right.pattern().resourceType() != ResourceType.CLUSTER);
    }

    private static String told(AclBinding right) {
        return "%s %s %s"
                .formatted(
                        right.entry().principal(),
                        right.entry().operation(),
                        right.pattern().name());
    }
}
