package fr.gouv.notifications.dispatch.inbound;

import io.agroal.api.AgroalDataSource;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of a notification that was sent once, as a test finds and leaves them. */
record SentMail(AgroalDataSource dataSource, UUID id) {

    /** The task has this state, its first attempt this result; {@code ended} is a term of SQL. */
    void put(String service, String state, @Nullable String result, String ended)
            throws SQLException {
        var quoted = result == null ? "null" : "'" + result + "'";
        execute(
                """
                insert into task (notification_id, service, lane, ambiguity, proof_code, routed_at,
                    expires_at, step, channel, deadline, attempt, failures, state, result, due_at,
                    lease_until, epoch)
                values ('%s', '%s', 'express', 'prefer-no-loss', '7K2MQ9X4C', now(),
                    now() + interval '9 years', 0, 'email', now() + interval '9 years', 1, 0, '%s', %s,
                    now() + interval '9 years', now() + interval '9 years', 1)
                """
                        .formatted(id, service, state, quoted));
        execute(
                """
                insert into attempt (notification_id, step, number, started_at, ended_at, result,
                    address_digest)
                values ('%s', 0, 1, now(), %s, %s, 'digest-of-zoe')
                """
                        .formatted(id, ended, quoted));
    }

    /** The state and result of its task, and the result of its attempt. */
    String outcome() throws SQLException {
        return text(
                """
                select t.state || ' ' || t.result || ' ' || a.result
                from task t join attempt a using (notification_id)
                where notification_id = '%s'
                """
                        .formatted(id));
    }

    /** The states and results of the mails that came about it, in the order in which they came. */
    String mails() throws SQLException {
        return text(
                """
                select coalesce(string_agg(state || coalesce(' ' || result, ''), ', ' order by received_at), '')
                from inbound_mail where notification_id = '%s'
                """
                        .formatted(id));
    }

    void execute(String sql) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    String text(String sql) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    /** Tasks without a plan exist in tests only: no sweep of another test must meet them. */
    void remove() throws SQLException {
        for (var table : new String[] {"inbound_mail", "attempt", "task"}) {
            execute("delete from %s where notification_id = '%s'".formatted(table, id));
        }
    }
}
