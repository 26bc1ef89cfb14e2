package fr.gouv.notifications.dispatch.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.DeliveryReported;
import fr.gouv.notifications.contracts.FlowChanged;
import fr.gouv.notifications.contracts.FlowState;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.NotificationRouted;
import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.dispatch.email.ScriptedRelay;
import fr.gouv.notifications.eventing.KeyRing;
import fr.gouv.notifications.eventing.testing.FactTap;
import fr.gouv.notifications.eventing.testing.PlatformResource;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PlatformResource.class)
@QuarkusTestResource(RelayResource.class)
class PacedTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    @Inject AgroalDataSource dataSource;
    @Inject KeyRing keys;
    @Inject MovedClock clock;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrap;

    @SuppressWarnings("NullAway.Init") // set by RelayResource
    ScriptedRelay relay;

    private FactTap tap;

    @BeforeEach
    void listen() {
        tap = new FactTap(bootstrap, Topics.DELIVERY_REPORTED, Topics.FLOW_CHANGED);
    }

    @AfterEach
    void hangUp() {
        tap.close();
        relay.forget();
    }

    @Test
    void whileAMailboxProviderAsksForLessNothingIsOfferedToItAndNothingIsUsedUp() throws Exception {
        var provider = "lent-" + UUID.randomUUID().toString().substring(0, 8) + ".test";
        relay.onceFor("first@" + provider, "RCPT", "421 4.7.28 unusual rate of mail");
        var first = plan("first@" + provider);
        tap.tell(first);
        assertThat(reports(first, 1).getFirst().report()).isEqualTo(DeliveryReport.DEFERRED);

        var second = plan("second@" + provider);
        var elsewhere = plan("third@autre-" + provider);
        tap.tell(second);
        tap.tell(elsewhere);

        assertThat(reports(elsewhere, 1).getFirst().report()).isEqualTo(DeliveryReport.DELIVERED);
        await().atMost(LONG)
                .untilAsserted(
                        () -> assertThat(task(second)).containsExactly("due", "0", "0", "true"));
        assertThat(relay.lines()).noneMatch(line -> line.contains("second@" + provider));
        await("other replicas are told")
                .atMost(LONG)
                .untilAsserted(() -> assertThat(told(provider)).containsExactly("0.5 421 4.7.28"));

        await("administrators are told why")
                .atMost(LONG)
                .untilAsserted(
                        () ->
                                assertThat(flows(provider))
                                        .first()
                                        .satisfies(
                                                flow -> {
                                                    assertThat(flow.state())
                                                            .isEqualTo(FlowState.HELD);
                                                    assertThat(flow.why()).isEqualTo("421 4.7.28");
                                                    assertThat(flow.until()).isNotNull();
                                                }));

        clock.advance(Duration.ofSeconds(100));
        assertThat(reports(second, 1))
                .extracting(DeliveryReported::report, DeliveryReported::attempt)
                .containsExactly(tuple(DeliveryReport.DELIVERED, 1));
        assertThat(relay.mailsFor("second@" + provider)).hasSize(1);
        await().atMost(LONG)
                .untilAsserted(
                        () ->
                                assertThat(flows(provider))
                                        .last()
                                        .satisfies(
                                                flow -> {
                                                    assertThat(flow.state())
                                                            .isEqualTo(FlowState.SLOWED);
                                                    assertThat(flow.pace()).isEqualTo(50);
                                                }));
    }

    @Test
    void whatMayNotLeaveBeforeItsEndExpiresThen() {
        var provider = "fini-" + UUID.randomUUID().toString().substring(0, 8) + ".test";
        relay.onceFor("first@" + provider, "RCPT", "421 4.7.0 [TSS05] deferred");
        var first = plan("first@" + provider);
        tap.tell(first);
        reports(first, 1);
        var code =
                new PlanBuilder(keys, clock.instant())
                        .in(Lane.EXPRESS)
                        .validFor(Duration.ofMinutes(10))
                        .to(Channel.EMAIL, "second@" + provider)
                        .build();
        tap.tell(code);
        await().atMost(LONG)
                .untilAsserted(
                        () -> assertThat(task(code)).containsExactly("due", "0", "0", "true"));

        clock.advance(Duration.ofMinutes(11));

        assertThat(reports(code, 1).getLast().report()).isEqualTo(DeliveryReport.FINISHED);
        assertThat(relay.lines()).noneMatch(line -> line.contains("second@" + provider));
    }

    private List<FlowChanged> flows(String provider) {
        return tap.facts(
                FlowChanged.class,
                UUID.nameUUIDFromBytes(("mailbox-provider|" + provider).getBytes(UTF_8)));
    }

    private NotificationRouted plan(String address) {
        return new PlanBuilder(keys, clock.instant()).to(Channel.EMAIL, address).build();
    }

    private List<DeliveryReported> reports(NotificationRouted routed, int atLeast) {
        var key = routed.notificationId().toString();
        await().atMost(LONG)
                .untilAsserted(
                        () ->
                                assertThat(tap.factsByKey(DeliveryReported.class).get(key))
                                        .hasSizeGreaterThanOrEqualTo(atLeast));
        return Objects.requireNonNull(tap.factsByKey(DeliveryReported.class).get(key));
    }

    /** State, attempts, failures, and whether it waits for a later time. */
    private List<String> task(NotificationRouted routed) throws SQLException {
        try (var connection = dataSource.getConnection();
                var select =
                        connection.prepareStatement(
                                """
                                select state, attempt, failures, due_at > ?::timestamptz
                                from task where notification_id = ?
                                """)) {
            select.setString(1, clock.instant().toString());
            select.setObject(2, routed.notificationId());
            try (var rows = select.executeQuery()) {
                return rows.next()
                        ? List.of(
                                rows.getString(1),
                                rows.getString(2),
                                rows.getString(3),
                                Boolean.toString(rows.getBoolean(4)))
                        : List.of();
            }
        }
    }

    private List<String> told(String name) throws SQLException {
        try (var connection = dataSource.getConnection();
                var select =
                        connection.prepareStatement(
                                "select factor, why from pace where name = ?")) {
            select.setString(1, name);
            try (var rows = select.executeQuery()) {
                return rows.next()
                        ? List.of(rows.getDouble(1) + " " + rows.getString(2))
                        : List.of();
            }
        }
    }
}
