package fr.gouv.notifications.gateway.attachment;

import fr.gouv.notifications.gateway.problem.Refused;
import fr.gouv.notifications.gateway.problem.StorageAway;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The files of all services, in the database; each method is one statement.
 *
 * <p>Every method fails with {@link Refused} (503) when the database does not answer.
 */
@ApplicationScoped
class Attachments {

    private static final int PATIENCE_SECONDS = 10;

    // Two uploads at once may pass the limit by one file: it is a bound, not an account.
    private static final String ADD =
            """
            insert into attachment (id, service, day, type, size, name, content, created_at, needed_until)
            select ?, ?, ?, ?, ?, ?, ?, ?, ?
            where (select coalesce(sum(size), 0) from attachment where service = ?) + ? <= ?
            """;

    private static final String FIND =
            """
            select id, service, day, type, size, name, created_at, needed_until
            from attachment where service = ? and id = any (?) and needed_until > ?
            """;

    private static final String CONTENT =
            "select content from attachment where service = ? and id = ?";

    private static final String KEEP =
            """
            update attachment set needed_until = ?
            where service = ? and id = any (?) and needed_until < ?
            """;

    private static final String REMOVE = "delete from attachment where service = ? and id = ?";

    private static final String FORGET =
            """
            delete from attachment where id in (
                select id from attachment where needed_until < ? order by needed_until limit ?
                for update skip locked)
            """;

    private final AgroalDataSource dataSource;

    Attachments(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Adds one with its sealed content.
     *
     * @param mostBytes that the service may have here; false when there would be more, and nothing is added
     */
    boolean add(Attachment added, byte[] content, long mostBytes) {
        return use(
                ADD,
                statement -> {
                    statement.setObject(1, added.id());
                    statement.setString(2, added.service());
                    statement.setObject(3, added.day());
                    statement.setString(4, added.type());
                    statement.setInt(5, added.size());
                    statement.setBytes(6, added.name());
                    statement.setBytes(7, content);
                    statement.setObject(8, at(added.createdAt()));
                    statement.setObject(9, at(added.neededUntil()));
                    statement.setString(10, added.service());
                    statement.setInt(11, added.size());
                    statement.setLong(12, mostBytes);
                    return statement.executeUpdate() == 1;
                });
    }

    /** Those of these that the service has, in no order. */
    List<Attachment> find(String service, Collection<UUID> ids, Instant now) {
        return use(
                FIND,
                statement -> {
                    statement.setString(1, service);
                    uuids(statement, 2, ids);
                    statement.setObject(3, at(now));
                    List<Attachment> found = new ArrayList<>();
                    try (var rows = statement.executeQuery()) {
                        while (rows.next()) {
                            found.add(
                                    new Attachment(
                                            rows.getObject("id", UUID.class),
                                            rows.getString("service"),
                                            rows.getObject("day", LocalDate.class),
                                            rows.getString("type"),
                                            rows.getInt("size"),
                                            rows.getBytes("name"),
                                            instant(
                                                    rows.getObject(
                                                            "created_at", OffsetDateTime.class)),
                                            instant(
                                                    rows.getObject(
                                                            "needed_until",
                                                            OffsetDateTime.class))));
                        }
                    }
                    return found;
                });
    }

    /** The sealed content. */
    Optional<byte[]> content(String service, UUID id) {
        return use(
                CONTENT,
                statement -> {
                    statement.setString(1, service);
                    statement.setObject(2, id);
                    try (var rows = statement.executeQuery()) {
                        return rows.next() ? Optional.of(rows.getBytes(1)) : Optional.empty();
                    }
                });
    }

    /** None of these goes before. */
    void keep(String service, Collection<UUID> ids, Instant until) {
        use(
                KEEP,
                statement -> {
                    statement.setObject(1, at(until));
                    statement.setString(2, service);
                    uuids(statement, 3, ids);
                    statement.setObject(4, at(until));
                    return statement.executeUpdate();
                });
    }

    /** Whether there was one. */
    boolean remove(String service, UUID id) {
        return use(
                REMOVE,
                statement -> {
                    statement.setString(1, service);
                    statement.setObject(2, id);
                    return statement.executeUpdate() == 1;
                });
    }

    /** Removes those that nobody needs since; returns how many. */
    int forget(Instant unneededSince, int atMost) {
        return use(
                FORGET,
                statement -> {
                    statement.setObject(1, at(unneededSince));
                    statement.setInt(2, atMost);
                    return statement.executeUpdate();
                });
    }

    private static void uuids(PreparedStatement statement, int index, Collection<UUID> ids)
            throws SQLException {
        statement.setArray(
                index, statement.getConnection().createArrayOf("uuid", ids.toArray(UUID[]::new)));
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static Instant instant(OffsetDateTime at) {
        return at.toInstant();
    }

    private <T> T use(String sql, Work<T> work) {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(PATIENCE_SECONDS);
            return work.on(statement);
        } catch (SQLException _) {
            // What was to be written stands in the exception of the driver.
            throw StorageAway.refused();
        }
    }

    private interface Work<T> {

        T on(PreparedStatement statement) throws SQLException;
    }
}
