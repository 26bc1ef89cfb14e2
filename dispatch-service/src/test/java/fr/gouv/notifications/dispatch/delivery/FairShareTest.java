package fr.gouv.notifications.dispatch.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.eventing.testing.PlatformResource;
import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PlatformResource.class)
@QuarkusTestResource(RelayResource.class)
class FairShareTest {

    private static final int BATCH = 500;

    @Inject AgroalDataSource dataSource;
    @Inject Tasks tasks;
    @Inject MovedClock clock;

    @Test
    void aFloodOfOneServiceDoesNotKeepTheOthersWaiting() {
        var shares =
                among(
                        List.of(
                                "'caf-92', 'bulk', 'email', 20000, -60",
                                "'mairie-75', 'bulk', 'email', 10, -1",
                                "'prefecture-13', 'bulk', 'email', 400, -2",
                                "'later-1', 'bulk', 'email', 5000, 3600",
                                "'caf-92', 'express', 'email', 100, -1"),
                        now -> List.of(claimed(now), claimed(now), claimed(now)));

        assertThat(shares.getFirst())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("caf-92", 166, "mairie-75", 10, "prefecture-13", 166));
        assertThat(shares.get(1))
                .containsExactlyInAnyOrderEntriesOf(Map.of("caf-92", 250, "prefecture-13", 234));
        assertThat(shares.get(2)).containsExactlyInAnyOrderEntriesOf(Map.of("caf-92", 500));
    }

    @Test
    void aThousandServicesAreServedInTurn() {
        var served =
                among(
                        List.of("'caf-' || n % 1000, 'bulk', 'email', 10000, -60"),
                        now -> List.of(claimed(now)));

        assertThat(served.getFirst()).hasSize(BATCH).containsValue(1).doesNotContainValue(2);
    }

    @Test
    void aChannelThatIsHeldIsNotReadOver() {
        var touched =
                among(
                        List.of(
                                "'caf-92', 'bulk', 'sms', 50000, -600",
                                "'caf-92', 'bulk', 'email', 10, -1"),
                        now -> {
                            assertThat(claimed(now)).containsEntry("caf-92", 10);
                            return List.of(rowsTouched());
                        });

        assertThat(touched.getFirst().get("fetched")).isLessThan(200);
    }

    @Test
    void findsItsRowsAmongMillionsByTheirIndexes() {
        var touched =
                among(
                        List.of(
                                "'caf-92', 'bulk', 'email', 500000, -600",
                                "'mairie-' || n % 50, 'bulk', 'email', 250000, -60",
                                "'later-' || n % 50, 'bulk', 'email', 250000, 864000"),
                        now -> {
                            var filled = rowsTouched();
                            var claimed = claimed(now);
                            var afterClaim = rowsTouched();
                            assertThat(tasks.takeEnded(BATCH, now, now.plusSeconds(60))).isEmpty();
                            assertThat(tasks.takeOver(BATCH, now, now.plusSeconds(60))).isEmpty();
                            assertThat(tasks.endSilent(BATCH, now)).isEmpty();
                            assertThat(tasks.forgetStops(BATCH, now)).isZero();
                            assertThat(claimed).hasSize(51);
                            return List.of(filled, afterClaim, rowsTouched());
                        });

        // A few for each row of the batch and each service, whatever the number of rows that wait.
        assertThat(touched.stream().map(it -> it.get("scans")).distinct()).hasSize(1);
        assertThat(touched.getLast().get("fetched")).isLessThan(5 * BATCH);
    }

    private Map<String, Integer> claimed(Instant now) {
        var byService = new TreeMap<String, Integer>();
        tasks.claim(Lane.BULK, List.of(Channel.EMAIL), List.of(), BATCH, now, now.plusSeconds(60))
                .forEach(task -> byService.merge(task.service(), 1, Integer::sum));
        return byService;
    }

    private interface Look {

        List<Map<String, Integer>> at(Instant now);
    }

    /**
     * Looks at a table of its own with the same indexes, filled so: service, lane, channel, how many,
     * and in how many seconds they are due. Nothing of it is left.
     */
    private List<Map<String, Integer>> among(List<String> fillings, Look look) {
        QuarkusTransaction.begin(
                QuarkusTransaction.beginOptions().timeout((int) Duration.ofMinutes(5).toSeconds()));
        try (var connection = dataSource.getConnection()) {
            var now = clock.instant();
            fill(connection, fillings, now);
            return look.at(now);
        } catch (SQLException failure) {
            throw new TasksFailedException(failure);
        } finally {
            QuarkusTransaction.rollback();
        }
    }

    private static void fill(Connection connection, List<String> fillings, Instant now)
            throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("create schema apart");
            statement.execute(
                    "create unlogged table apart.task (like public.task including defaults)");
            for (var filling : fillings) {
                var parts = filling.split(", ", -1);
                statement.execute(
                        """
                        insert into apart.task
                        select gen_random_uuid(), %s, %s, 'prefer-no-loss', '', now(),
                            '%s'::timestamptz + interval '90 days', '[]', current_date, '\\x00', 0, %s,
                            '%s'::timestamptz + interval '90 days', 0, 0, 'due', null,
                            '%s'::timestamptz + interval '1 second' * (%s)
                                + interval '1 microsecond' * n, null, 0
                        from generate_series(1, %s) as n
                        """
                                .formatted(
                                        parts[0], parts[1], now, parts[2], now, now, parts[4],
                                        parts[3]));
            }
            var indexes = new ArrayList<String>();
            try (var rows =
                    statement.executeQuery(
                            "select indexdef from pg_indexes where schemaname = 'public' and tablename = 'task'")) {
                while (rows.next()) {
                    indexes.add(rows.getString(1).replace(" public.task ", " apart.task "));
                }
            }
            for (var index : indexes) {
                statement.execute(index);
            }
            statement.execute("analyze apart.task");
            statement.execute("set local search_path = apart, public");
        }
    }

    /** What this transaction has read of the table; its indexes were built by scans. */
    private Map<String, Integer> rowsTouched() {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                """
                                select seq_scan, idx_tup_fetch from pg_stat_xact_user_tables
                                where schemaname = 'apart' and relname = 'task'
                                """)) {
            rows.next();
            return Map.of("scans", rows.getInt(1), "fetched", rows.getInt(2));
        } catch (SQLException failure) {
            throw new TasksFailedException(failure);
        }
    }
}
