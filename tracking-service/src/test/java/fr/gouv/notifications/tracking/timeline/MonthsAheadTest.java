package fr.gouv.notifications.tracking.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.eventing.testing.PlatformResource;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** The timeline never runs out of months, however many replicas look after it. */
@QuarkusTest
@QuarkusTestResource(PlatformResource.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class MonthsAheadTest {

    private final AgroalDataSource dataSource;

    MonthsAheadTest(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Test
    void addsTheMonthsToComeOnce() throws SQLException {
        var months = at("2031-10-31T23:59:59Z");

        var added = months.add();

        assertThat(added).isEqualTo(7);
        assertThat(months.add()).isZero();
        assertThat(placeOf(remembered("2031-10-01T00:00:00Z"))).isEqualTo("event_2031_10");
        assertThat(placeOf(remembered("2031-12-31T23:59:59.999Z"))).isEqualTo("event_2031_12");
        assertThat(placeOf(remembered("2032-01-01T00:00:00Z"))).isEqualTo("event_2032_01");
        assertThat(placeOf(remembered("2032-05-01T00:00:00Z"))).isEqualTo("event_otherwise");
    }

    @Test
    void aMonthThatWasMissingTakesItsFactsBack() throws SQLException {
        var homeless = remembered("2035-03-08T12:00:00Z");
        assertThat(placeOf(homeless)).isEqualTo("event_otherwise");

        at("2035-03-09T12:00:00Z").add();

        assertThat(placeOf(homeless)).isEqualTo("event_2035_03");
    }

    @Test
    void severalReplicasAtOnceDisturbNobody() throws Exception {
        var replicas = new ArrayList<Callable<Integer>>();
        for (var i = 0; i < 4; i++) {
            replicas.add(at("2037-01-15T00:00:00Z")::add);
        }

        var added = 0;
        try (var threads = Executors.newFixedThreadPool(replicas.size())) {
            for (var each : threads.invokeAll(replicas)) {
                added += each.get();
            }
        }

        assertThat(added).isEqualTo(7);
        assertThat(placeOf(remembered("2037-07-31T00:00:00Z"))).isEqualTo("event_2037_07");
    }

    private MonthsAhead at(String now) {
        return new MonthsAhead(dataSource, () -> Instant.parse(now));
    }

    /** A fact of a notification that was accepted at that time. */
    private UUID remembered(String accepted) throws SQLException {
        var id = new UUID(Instant.parse(accepted).toEpochMilli() << 16 | 0x7000, 1L << 63);
        try (var connection = dataSource.getConnection();
                var insert =
                        connection.prepareStatement(
                                "insert into event (notification_id, id, kind, at, step, attempt)"
                                        + " values (?, ?, 'REQUESTED', now(), 0, 0)")) {
            insert.setObject(1, id);
            insert.setObject(2, UUID.randomUUID());
            insert.executeUpdate();
        }
        return id;
    }

    private String placeOf(UUID notification) throws SQLException {
        try (var connection = dataSource.getConnection();
                var select =
                        connection.prepareStatement(
                                "select tableoid::regclass::text from event where notification_id = ?")) {
            select.setObject(1, notification);
            try (var rows = select.executeQuery()) {
                assertThat(rows.next()).isTrue();
                return rows.getString(1);
            }
        }
    }
}
