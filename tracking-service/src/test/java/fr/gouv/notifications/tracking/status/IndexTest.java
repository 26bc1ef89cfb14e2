package fr.gouv.notifications.tracking.status;

import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.eventing.testing.PlatformResource;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.StringJoiner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reading must stay cheap at ten million rows: no list sorts or reads a whole table. */
@QuarkusTest
@QuarkusTestResource(PlatformResource.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class IndexTest {

    private static final String NEWEST_FIRST = " order by created_at desc, id desc limit 51";

    private final AgroalDataSource dataSource;
    private Connection connection;

    IndexTest(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    @BeforeEach
    void fillTables() throws SQLException {
        connection = dataSource.getConnection();
        connection.setAutoCommit(false);
        execute(
                """
                insert into notification (id, service, template, reference_digest, status, sequence,
                    created_at, updated_at)
                select gen_random_uuid(), 'service-' || n % 50, 'template-' || n % 3, 'digest-' || n,
                    case when n % 7 = 0 then 'UNDELIVERABLE' else 'DELIVERED' end, 1,
                    now() - n * interval '1 second', now()
                from generate_series(1, 40000) as n
                """);
        execute("analyze notification");
    }

    @AfterEach
    void leaveNothing() throws SQLException {
        connection.rollback();
        connection.close();
    }

    @Test
    void readsEveryPageFromAnIndexWithoutSorting() throws SQLException {
        for (var asked :
                Map.of(
                                "true", "notification_newest",
                                "created_at >= now() - interval '1 hour'", "notification_newest",
                                "(created_at, id) < (now(), gen_random_uuid())",
                                        "notification_newest",
                                "status = 'UNDELIVERABLE'", "notification_by_status",
                                "template = 'template-1'", "notification_by_template",
                                "reference_digest = 'digest-1234'", "notification_by_reference")
                        .entrySet()) {
            var plan =
                    explain(
                            "select * from notification where service = 'service-7' and "
                                    + asked.getKey()
                                    + NEWEST_FIRST);

            assertThat(plan)
                    .contains(asked.getValue())
                    .doesNotContain("Seq Scan")
                    .doesNotContain("Sort");
        }
    }

    @Test
    void countsTheRowsOfAFileByItsIndexAndReadsNoOthers() throws SQLException {
        execute(
                """
                insert into notification (id, service, batch, status, sequence, created_at, updated_at)
                select gen_random_uuid(), 'service-7',
                    case when n <= 4000 then '00000000-0000-0000-0000-000000000001'::uuid
                        else gen_random_uuid() end,
                    case when n % 7 = 0 then 'UNDELIVERABLE' else 'DELIVERED' end, 1, now(), now()
                from generate_series(1, 200000) as n
                """);
        execute("analyze notification");

        var plan =
                explain(
                        Notifications.COUNT_BATCH
                                .replaceFirst("[?]", "'service-7'")
                                .replaceFirst("[?]", "'00000000-0000-0000-0000-000000000001'"));

        assertThat(plan).contains("notification_of_batch").doesNotContain("Seq Scan");
    }

    @Test
    void findsTheFactsOfANotificationInItsMonthOnly() throws SQLException {
        var plan =
                explain(
                        """
                        select * from event
                        where notification_id = any(array['01a205b3-d000-7000-8000-000000000000'::uuid])
                        and notification_id >= '01a205b3-d000-7000-8000-000000000000'
                        and notification_id <= '01a205b3-d000-7000-8000-000000000000'
                        """);

        assertThat(plan).contains("event_2026_11").doesNotContain("event_2026_12");
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String explain(String sql) throws SQLException {
        var plan = new StringJoiner("\n");
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("explain " + sql)) {
            while (rows.next()) {
                plan.add(rows.getString(1));
            }
        }
        return plan.toString();
    }
}
