package fr.gouv.notifications.dispatch.reputation;

import fr.gouv.notifications.contracts.FlowState;
import fr.gouv.notifications.contracts.FlowTarget;
import fr.gouv.notifications.dispatch.flow.Flow;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is counted of public services, by the hour, and which of them are held. */
@ApplicationScoped
class ReputationRows {

    private final AgroalDataSource dataSource;

    ReputationRows(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Adds to the present hour, and forgets what is older than two days. */
    void add(Map<String, Counts> fresh, Instant now) throws SQLException {
        if (fresh.isEmpty()) {
            return;
        }
        var hour = now.truncatedTo(ChronoUnit.HOURS);
        try (var connection = dataSource.getConnection();
                var insert =
                        connection.prepareStatement(
                                """
                                with past as (
                                    delete from reputation where hour < ?::timestamptz - interval '2 days'
                                )
                                insert into reputation (service, hour, messages, bounced, complained)
                                select * from unnest(?::text[], ?::timestamptz[], ?::bigint[], ?::bigint[],
                                    ?::bigint[])
                                on conflict (service, hour) do update
                                set messages = reputation.messages + excluded.messages,
                                    bounced = reputation.bounced + excluded.bounced,
                                    complained = reputation.complained + excluded.complained
                                """)) {
            // In the order of the keys: who waits for another replica never blocks it.
            var all = new TreeMap<>(fresh);
            instant(insert, 1, hour);
            array(insert, 2, "text", List.copyOf(all.keySet()));
            array(insert, 3, "text", all.keySet().stream().map(_ -> hour.toString()).toList());
            array(insert, 4, "bigint", all.values().stream().map(Counts::messages).toList());
            array(insert, 5, "bigint", all.values().stream().map(Counts::bounced).toList());
            array(insert, 6, "bigint", all.values().stream().map(Counts::complained).toList());
            insert.executeUpdate();
        }
    }

    /** What was counted of each since then. */
    Map<String, Counts> counts(Instant since) throws SQLException {
        try (var connection = dataSource.getConnection();
                var select =
                        connection.prepareStatement(
                                """
                                select service, sum(messages)::bigint, sum(bounced)::bigint,
                                    sum(complained)::bigint
                                from reputation where hour > ? group by service
                                """)) {
            instant(select, 1, since);
            var counts = new HashMap<String, Counts>();
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    counts.put(
                            rows.getString(1),
                            new Counts(rows.getLong(2), rows.getLong(3), rows.getLong(4)));
                }
            }
            return counts;
        }
    }

    /** From now on it is held, until an administrator lets it go on. */
    void hold(Flow flow) throws SQLException {
        try (var connection = dataSource.getConnection();
                var insert =
                        connection.prepareStatement(
                                """
                                insert into reputation_hold (service, rule, messages, failed, was_paused)
                                values (?, ?, ?, ?, false) on conflict (service) do nothing
                                """)) {
            insert.setString(1, flow.name());
            insert.setString(2, flow.rule());
            insert.setLong(3, flow.messages());
            insert.setLong(4, flow.failed());
            insert.executeUpdate();
        }
    }

    /** Those that are held, and why. */
    Map<String, Flow> held() throws SQLException {
        try (var connection = dataSource.getConnection();
                var select =
                        connection.prepareStatement(
                                "select service, rule, messages, failed from reputation_hold");
                var rows = select.executeQuery()) {
            var held = new HashMap<String, Flow>();
            while (rows.next()) {
                held.put(
                        rows.getString(1),
                        flow(
                                rows.getString(1),
                                rows.getString(2),
                                0,
                                rows.getLong(3),
                                rows.getLong(4)));
            }
            return held;
        }
    }

    /** The same, with the number of messages that wait for it, up to 100 000. */
    Flow waiting(Flow held) throws SQLException {
        try (var connection = dataSource.getConnection();
                var select =
                        connection.prepareStatement(
                                """
                                select count(*) from (
                                    select 1 from task where state = 'due' and lane = 'bulk'
                                        and channel = 'email' and service = ? limit 100000) as waiting
                                """)) {
            select.setString(1, held.name());
            try (var rows = select.executeQuery()) {
                rows.next();
                return flow(
                        held.name(),
                        String.valueOf(held.rule()),
                        rows.getLong(1),
                        held.messages(),
                        held.failed());
            }
        }
    }

    /**
     * Lets those go on whose pause has come and gone.
     *
     * @param paused the services whose bulk lane is paused now
     * @return who goes on; their counts are forgotten
     */
    List<String> release(Collection<String> paused) throws SQLException {
        try (var connection = dataSource.getConnection();
                var update =
                        connection.prepareStatement(
                                """
                                with seen as (
                                    update reputation_hold set was_paused = true
                                    where not was_paused and service = any(?)
                                ), released as (
                                    delete from reputation_hold where was_paused and service <> all(?)
                                    returning service
                                ), forgotten as (
                                    delete from reputation r using released
                                    where r.service = released.service
                                )
                                select service from released
                                """)) {
            array(update, 1, "text", List.copyOf(paused));
            array(update, 2, "text", List.copyOf(paused));
            return names(update);
        }
    }

    private static Flow flow(
            String service, String rule, long waiting, long messages, long failed) {
        return new Flow(
                FlowTarget.SERVICE,
                service,
                FlowState.HELD,
                rule,
                null,
                null,
                0,
                waiting,
                messages,
                failed);
    }

    private static List<String> names(PreparedStatement statement) throws SQLException {
        try (var rows = statement.executeQuery()) {
            var names = new ArrayList<String>();
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return names;
        }
    }

    private static void array(
            PreparedStatement statement, int index, String type, Collection<?> values)
            throws SQLException {
        statement.setArray(index, statement.getConnection().createArrayOf(type, values.toArray()));
    }

    private static void instant(PreparedStatement statement, int index, Instant value)
            throws SQLException {
        statement.setObject(index, value.atOffset(ZoneOffset.UTC));
    }
}
