package fr.gouv.notifications.tracking.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import fr.gouv.notifications.eventing.testing.PlatformResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A page of the feed or of a list touches as little of ten million rows as of ten thousand. */
@QuarkusTest
@QuarkusTestResource(PlatformResource.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class TenMillionRowsTest {

    private static final int ROWS = 10_000_000;
    private static final int SERVICES = 40;
    private static final int MONTHS = 4;

    private final String url;
    private final String user;
    private final String password;

    TenMillionRowsTest(
            @ConfigProperty(name = "DB_URL") String url,
            @ConfigProperty(name = "DB_USER") String user,
            @ConfigProperty(name = "DB_PASSWORD") String password) {
        this.url = url;
        this.user = user;
        this.password = password;
    }

    /** The tables of the service again, with its own indexes, in a schema that is found first. */
    @BeforeEach
    void fillTables() throws Exception {
        try (var threads = Executors.newFixedThreadPool(2)) {
            execute("drop schema if exists scratch cascade", "create schema scratch");
            var notifications = threads.submit(this::fillNotifications);
            var changes = threads.submit(this::fillChanges);
            notifications.get();
            changes.get();
        }
    }

    private Void fillNotifications() throws SQLException {
        execute(
                "set maintenance_work_mem = '256MB'",
                """
                create unlogged table scratch.notification (like public.notification including defaults)
                with (autovacuum_enabled = off)
                """,
                // Some are open and due much later, a few are overdue.
                """
                insert into scratch.notification (id, service, status, sequence, created_at, updated_at,
                    due_by, overdue, overdue_since)
                select ('00000000-0000-0000-0000-' || n + 100000000000)::uuid, 's' || n %% %d,
                    case when n %% 100 = 3 or n %% 1009 = 7 then 'IN_PROGRESS' else 'DELIVERED' end, 1,
                    timestamptz '2026-01-01Z' + n * interval '1 second', timestamptz '2026-01-01Z',
                    case when n %% 1009 = 7 then timestamptz '2026-01-01Z'
                        when n %% 100 = 3 then timestamptz '2027-01-01Z' + n %% 1000 * interval '1 hour' end,
                    case when n %% 1009 = 7 then 'NOT_SENT' end,
                    case when n %% 1009 = 7 then timestamptz '2026-01-01Z' end
                from generate_series(1, %d) as n
                """
                        .formatted(SERVICES, ROWS),
                definitionOf("notification_due"),
                definitionOf("notification_overdue"),
                definitionOf("notification_pkey"),
                definitionOf("notification_newest"),
                "analyze scratch.notification");
        return null;
    }

    /** Over four months, so that a page must be put together from all that are kept. */
    private Void fillChanges() throws SQLException {
        execute(
                """
                create table scratch.status_change (like public.status_change including defaults)
                partition by range (told_at)
                """);
        for (var month = 0; month < MONTHS; month++) {
            execute(
                    """
                    create unlogged table scratch.change_%d (like public.status_change including defaults)
                    with (autovacuum_enabled = off)
                    """
                            .formatted(month),
                    """
                    insert into scratch.change_%d (position, service, notification_id, sequence, status, at,
                        told_at)
                    select n, 's' || n %% %d, '00000000-0000-0000-0000-100000000001', 1, 'DELIVERED',
                        timestamptz '2026-01-01Z', timestamptz '2026-01-01Z' + interval '%d months'
                    from generate_series(%d, %d) as n
                    """
                            .formatted(
                                    month,
                                    SERVICES,
                                    month,
                                    month * (ROWS / MONTHS) + 1,
                                    (month + 1) * (ROWS / MONTHS)),
                    """
                    alter table scratch.status_change attach partition scratch.change_%d
                    for values from ('2026-%02d-01Z') to ('2026-%02d-01Z')
                    """
                            .formatted(month, month + 1, month + 2));
        }
        execute(
                "set maintenance_work_mem = '256MB'",
                definitionOf("status_change_by_service"),
                definitionOf("status_change_in_order"),
                "analyze scratch.status_change");
        return null;
    }

    @AfterEach
    void leaveNothing() throws SQLException {
        execute("drop schema scratch cascade");
    }

    @Test
    void aPageTouchesLittleOfTenMillionRows() throws SQLException, IOException {
        // Index and heap for each of 500 changes and for the reference of each, and some for the
        // way there.
        var wholePage = 500 * 6 + 200;
        expectCheap(with(StatusChanges.OF_SERVICE, "'s7'", 0, ROWS, 500), wholePage);
        expectCheap(with(StatusChanges.OF_SERVICE, "'s7'", ROWS / 2, ROWS, 500), wholePage);
        expectCheap(with(StatusChanges.OF_SERVICE, "'s7'", ROWS - 100, ROWS, 500), 100);
        expectCheap(with(StatusChanges.OF_SERVICE, "'s7'", ROWS, ROWS, 500), 20);
        expectCheap(with(StatusChanges.OF_SERVICE, "'nobody'", 0, ROWS, 500), 20);
        expectCheap(with(StatusChanges.OF_ALL, 0, ROWS, 500), 100);
        expectCheap(with(StatusChanges.OF_ALL, ROWS / 2, ROWS, 500), 100);
        for (var narrowed :
                List.of(
                        "true",
                        "created_at < '2026-02-15Z'",
                        "(created_at, id) < ('2026-02-15Z', '00000000-0000-0000-0000-000000000000')")) {
            expectCheap(
                    "select * from notification where service = 's7' and "
                            + narrowed
                            + " order by created_at desc, id desc limit 201",
                    201 * 2 + 20);
        }
        // Some 250 of the service: read in order, or read whole and sorted, as the planner
        // estimates.
        expectFewPages(
                "select * from notification where service = 's7' and overdue is not null"
                        + " order by created_at desc, id desc limit 201",
                250 * 2 + 20,
                List.of("Seq Scan"));
        expectCheap(
                "select * from notification where service = 'nobody' and overdue is not null"
                        + " order by created_at desc, id desc limit 201",
                20);
        expectCheap(
                "select * from notification where due_by <= '2026-06-01Z' order by due_by limit 500"
                        + " for update skip locked",
                500 * 6 + 200);
    }

    private static String with(String sql, Object... values) {
        var filled = sql;
        for (var value : values) {
            filled = filled.replaceFirst("\\?", value.toString());
        }
        return filled;
    }

    private String definitionOf(String index) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                "select pg_get_indexdef('public." + index + "'::regclass)")) {
            rows.next();
            return rows.getString(1).replace("ON ONLY ", "ON ").replace("public.", "scratch.");
        }
    }

    private void expectCheap(String sql, int pages) throws SQLException, IOException {
        expectFewPages(sql, pages, List.of("Seq Scan", "Bitmap Heap Scan"));
    }

    private void expectFewPages(String sql, int pages, List<String> without)
            throws SQLException, IOException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute("set search_path = scratch, public");
            try (var rows =
                    statement.executeQuery("explain (analyze, buffers, format json) " + sql)) {
                rows.next();
                var plan = new ObjectMapper().readTree(rows.getString(1)).get(0).get("Plan");
                assertThat(
                                plan.path("Shared Hit Blocks").asInt()
                                        + plan.path("Shared Read Blocks").asInt())
                        .as(sql)
                        .isLessThanOrEqualTo(pages);
                assertThat(nodes(plan)).as(sql).doesNotContainAnyElementsOf(without);
            }
        }
    }

    private static List<String> nodes(JsonNode plan) {
        var nodes = new ArrayList<String>();
        nodes.add(plan.get("Node Type").asText());
        plan.path("Plans").forEach(child -> nodes.addAll(nodes(child)));
        return nodes;
    }

    private void execute(String... statements) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Not the connections of the service: those give up after 40 seconds. */
    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url, user, password);
    }
}
