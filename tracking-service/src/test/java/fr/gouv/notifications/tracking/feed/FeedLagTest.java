package fr.gouv.notifications.tracking.feed;

import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.eventing.testing.PlatformResource;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PlatformResource.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class FeedLagTest {

    private final StatusChanges changes;
    private final AgroalDataSource dataSource;
    private Instant now = Instant.parse("2026-11-23T08:00:00Z");

    FeedLagTest(StatusChanges changes, AgroalDataSource dataSource) {
        this.changes = changes;
        this.dataSource = dataSource;
    }

    @Test
    void growsWhileAWriterDoesNotEnd() throws SQLException {
        var lag = new FeedLag(changes, () -> now, new SimpleMeterRegistry());
        try (var slow = dataSource.getConnection();
                var quick = dataSource.getConnection()) {
            slow.setAutoCommit(false);
            execute(slow, "select enter_feed()");
            execute(quick, "select nextval('status_change_position')");

            assertThat(lag.measure()).isZero();
            now = now.plusSeconds(30);
            assertThat(lag.measure()).isEqualTo(Duration.ofSeconds(30));

            slow.rollback();
            assertThat(lag.measure()).isZero();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
