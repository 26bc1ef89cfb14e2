package fr.gouv.notifications.gateway.intake;

import fr.gouv.notifications.eventing.Unavailable;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which submissions of a service are known, and as which notification: what makes a record that comes
 * twice, from the service or from the broker, the same notification.
 */
@ApplicationScoped
class Submissions {

    private static final int OLD_AT_ONCE = 5000;

    private final AgroalDataSource dataSource;

    Submissions(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * A submission that is kept.
     *
     * @param answer what was told to the service; absent until the broker has the notification
     */
    record Kept(UUID notificationId, String fingerprint, @Nullable String answer) {}

    /** A submission that would like to be kept. */
    record Wanted(UUID submissionId, String fingerprint, UUID notificationId) {}

    /** Keeps those that are new, in one transaction, and gives all as they are kept. */
    Map<UUID, Kept> reserve(String service, List<Wanted> wanted, Instant now) {
        try (var connection = dataSource.getConnection()) {
            try (var insert =
                    connection.prepareStatement(
                            """
                            insert into submission (service, submission_id, fingerprint, notification_id, reserved_at)
                            select ?, id, fingerprint, notification, ?
                            from unnest(?::uuid[], ?::text[], ?::uuid[]) as w (id, fingerprint, notification)
                            order by id
                            on conflict (service, submission_id) do nothing
                            """)) {
                insert.setString(1, service);
                insert.setTimestamp(2, Timestamp.from(now));
                insert.setArray(
                        3, array(connection, wanted.stream().map(Wanted::submissionId).toArray()));
                insert.setArray(
                        4,
                        connection.createArrayOf(
                                "text", wanted.stream().map(Wanted::fingerprint).toArray()));
                insert.setArray(
                        5,
                        array(connection, wanted.stream().map(Wanted::notificationId).toArray()));
                insert.executeUpdate();
            }
            return kept(connection, service, wanted);
        } catch (SQLException e) {
            throw new Unavailable("the submissions", e);
        }
    }

    private static Map<UUID, Kept> kept(Connection connection, String service, List<Wanted> wanted)
            throws SQLException {
        var kept = new HashMap<UUID, Kept>();
        try (var select =
                connection.prepareStatement(
                        """
                        select submission_id, notification_id, fingerprint, answer from submission
                        where service = ? and submission_id = any(?)
                        """)) {
            select.setString(1, service);
            select.setArray(
                    2, array(connection, wanted.stream().map(Wanted::submissionId).toArray()));
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    kept.put(
                            rows.getObject(1, UUID.class),
                            new Kept(
                                    rows.getObject(2, UUID.class),
                                    rows.getString(3),
                                    rows.getString(4)));
                }
            }
        }
        return kept;
    }

    /** The broker has these: from now on the same submission gets the same answer. */
    void answered(String service, Map<UUID, String> answers) {
        var ids = List.copyOf(answers.keySet());
        change(
                """
                update submission set answer = a.answer
                from unnest(?::uuid[], ?::text[]) as a (id, answer)
                where service = ? and submission_id = a.id
                """,
                service,
                ids,
                ids.stream().map(answers::get).toList());
    }

    /** These were refused: corrected and sent again under the same id they are new. */
    void forget(String service, Collection<UUID> refused) {
        change(
                """
                delete from submission using unnest(?::uuid[], ?::text[]) as a (id, ignored)
                where service = ? and submission_id = a.id and answer is null
                """,
                service,
                List.copyOf(refused),
                refused.stream().map(_ -> "").toList());
    }

    /** Forgets what is older, a bounded number at once. */
    void forgetBefore(Instant limit) {
        try (var connection = dataSource.getConnection();
                var delete =
                        connection.prepareStatement(
                                """
                                delete from submission where (service, submission_id) in (
                                    select service, submission_id from submission where reserved_at < ?
                                    order by reserved_at limit ? for update skip locked)
                                """)) {
            delete.setTimestamp(1, Timestamp.from(limit));
            delete.setInt(2, OLD_AT_ONCE);
            delete.executeUpdate();
        } catch (SQLException e) {
            throw new Unavailable("the submissions", e);
        }
    }

    private void change(String statement, String service, List<UUID> ids, List<String> texts) {
        if (ids.isEmpty()) {
            return;
        }
        try (var connection = dataSource.getConnection();
                var change = connection.prepareStatement(statement)) {
            change.setArray(1, array(connection, ids.toArray()));
            change.setArray(2, connection.createArrayOf("text", texts.toArray()));
            change.setString(3, service);
            change.executeUpdate();
        } catch (SQLException e) {
            throw new Unavailable("the submissions", e);
        }
    }

    private static java.sql.Array array(Connection connection, Object[] ids) throws SQLException {
        return connection.createArrayOf("uuid", ids);
    }
}
