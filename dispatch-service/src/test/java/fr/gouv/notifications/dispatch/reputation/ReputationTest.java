package fr.gouv.notifications.dispatch.reputation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.FlowChanged;
import fr.gouv.notifications.contracts.FlowState;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.Operation;
import fr.gouv.notifications.contracts.OperationOrdered;
import fr.gouv.notifications.contracts.OperationTarget;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.dispatch.delivery.RelayResource;
import fr.gouv.notifications.dispatch.pause.Pauses;
import fr.gouv.notifications.eventing.testing.FactTap;
import fr.gouv.notifications.eventing.testing.PlatformResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PlatformResource.class)
@QuarkusTestResource(RelayResource.class)
class ReputationTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject Reputation reputation;
    @Inject ReputationBook book;
    @Inject Pauses pauses;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrap;

    private final String service = "s" + UUID.randomUUID().toString().substring(0, 8);
    private FactTap tap;

    @BeforeEach
    void listen() {
        tap = new FactTap(bootstrap, Topics.FLOW_CHANGED);
    }

    @AfterEach
    void hangUp() {
        tap.close();
    }

    @Test
    void aServiceWhoseAddressesAreDeadIsHeldUntilAnAdministratorLetsItGoOn() {
        sends(185, 15);
        book.look();
        assertThat(told(1).getFirst().state()).isEqualTo(FlowState.WATCHED);

        sends(0, 10);
        book.look();
        book.look();
        var held = told(2).getLast();
        assertThat(held.state()).isEqualTo(FlowState.HELD);
        assertThat(held.rule()).isEqualTo("bounces");
        assertThat(held.messages()).isEqualTo(210);
        assertThat(held.failed()).isEqualTo(25);
        assertThat(held.since()).isEqualTo(held.occurredAt());

        // The gateway has paused it, and an administrator resumes it.
        order(Operation.PAUSE, 1);
        await().atMost(SOON).until(() -> pauses.now().holds(Lane.BULK, service));
        assertThat(pauses.now().holds(Lane.EXPRESS, service)).isFalse();
        book.look();
        assertThat(told(2)).hasSize(2);
        order(Operation.RESUME, 2);
        await().atMost(SOON).until(() -> !pauses.now().holds(Lane.BULK, service));
        book.look();
        assertThat(told(3).getLast().state()).isEqualTo(FlowState.FREE);

        // What was counted before is forgiven.
        sends(199, 0);
        book.look();
        sends(0, 15);
        book.look();
        assertThat(told(4).getLast().state()).isEqualTo(FlowState.WATCHED);
    }

    @Test
    void bouncesAndComplaintsThatComeLaterCountAndOtherChannelsDoNot() {
        for (var i = 0; i < 1_000; i++) {
            reputation.settled(
                    service, Channel.SMS, DeliveryReport.REFUSED, Reason.ADDRESS_UNKNOWN);
        }
        sends(400, 0);
        book.look();
        for (var i = 0; i < 12; i++) {
            reputation.bounced(service, Reason.ADDRESS_UNKNOWN);
            reputation.bounced(service, Reason.MAILBOX_FULL);
        }
        book.look();
        reputation.complained(service);
        reputation.complained(service);
        reputation.complained(service);
        book.look();

        var told = told(1).getFirst();
        assertThat(told.state()).isEqualTo(FlowState.HELD);
        assertThat(told.rule()).isEqualTo("complaints");
        assertThat(told.messages()).isEqualTo(400);
        assertThat(told.failed()).isEqualTo(3);
    }

    private void sends(int good, int dead) {
        for (var i = 0; i < good; i++) {
            reputation.settled(service, Channel.EMAIL, DeliveryReport.HANDED_OVER, null);
        }
        for (var i = 0; i < dead; i++) {
            reputation.settled(
                    service, Channel.EMAIL, DeliveryReport.REFUSED, Reason.ADDRESS_UNKNOWN);
        }
    }

    private void order(Operation operation, long version) {
        tap.tell(
                new OperationOrdered(
                        UUID.nameUUIDFromBytes(("service|" + service).getBytes(UTF_8)),
                        Instant.parse("2026-11-26T10:00:00Z"),
                        OperationTarget.SERVICE,
                        service,
                        operation == Operation.PAUSE ? Lane.BULK : null,
                        operation,
                        version));
    }

    private List<FlowChanged> told(int atLeast) {
        var key = UUID.nameUUIDFromBytes(("service|" + service).getBytes(UTF_8));
        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(tap.facts(FlowChanged.class, key))
                                        .hasSizeGreaterThanOrEqualTo(atLeast));
        return tap.facts(FlowChanged.class, key);
    }
}
