package fr.gouv.notifications.gateway.batch;

import fr.gouv.notifications.gateway.problem.StorageAway;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The gateway's database, one statement at a time, inside the caller's transaction. */
@ApplicationScoped
class Storage {

    private static final Logger LOG = Logger.getLogger(Storage.class);

    private final AgroalDataSource dataSource;

    Storage(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** A statement whose parameters are filled from left to right. */
    Query query(String sql) {
        return new Query(sql);
    }

    /** Reads one row of a result. */
    interface Reader<T extends @Nullable Object> {

        T read(ResultSet row) throws SQLException;
    }

    private interface Parameter {

        void fill(PreparedStatement statement, int index) throws SQLException;
    }

    private interface Work<T> {

        T on(PreparedStatement statement) throws SQLException;
    }

    /** A statement in the making. */
    final class Query {

        private final String sql;
        private final List<Parameter> parameters = new ArrayList<>();

        private Query(String sql) {
            this.sql = sql;
        }

        Query text(@Nullable String value) {
            return add((statement, index) -> statement.setString(index, value));
        }

        Query id(UUID value) {
            return add((statement, index) -> statement.setObject(index, value));
        }

        Query number(int value) {
            return add((statement, index) -> statement.setInt(index, value));
        }

        Query number(@Nullable Long value) {
            return add((statement, index) -> statement.setObject(index, value, Types.BIGINT));
        }

        Query flag(boolean value) {
            return add((statement, index) -> statement.setBoolean(index, value));
        }

        Query instant(@Nullable Instant value) {
            return add(
                    (statement, index) ->
                            statement.setObject(
                                    index,
                                    value == null ? null : value.atOffset(ZoneOffset.UTC),
                                    Types.TIMESTAMP_WITH_TIMEZONE));
        }

        /** A column of many rows is one array. */
        <R> Query numbers(Collection<R> rows, Function<R, Integer> value) {
            return array("int4", rows.stream().map(value).toArray(Integer[]::new));
        }

        <R> Query texts(Collection<R> rows, Function<R, String> value) {
            return array("text", rows.stream().map(value).toArray(String[]::new));
        }

        <R> Query ids(Collection<R> rows, Function<R, UUID> value) {
            return array("uuid", rows.stream().map(value).toArray(UUID[]::new));
        }

        <R> Query bytes(Collection<R> rows, Function<R, byte[]> value) {
            return array("bytea", rows.stream().map(value).toArray(byte[][]::new));
        }

        /** Changes rows; how many. */
        int update() {
            return run(PreparedStatement::executeUpdate);
        }

        <T extends @Nullable Object> List<T> list(Reader<T> reader) {
            return run(
                    statement -> {
                        var found = new ArrayList<T>();
                        try (var rows = statement.executeQuery()) {
                            while (rows.next()) {
                                found.add(reader.read(rows));
                            }
                        }
                        return found;
                    });
        }

        private Query add(Parameter parameter) {
            parameters.add(parameter);
            return this;
        }

        private Query array(String type, Object[] values) {
            return add(
                    (statement, index) ->
                            statement.setArray(
                                    index, statement.getConnection().createArrayOf(type, values)));
        }

        private <T> T run(Work<T> work) {
            try (var connection = dataSource.getConnection();
                    var statement = connection.prepareStatement(sql)) {
                for (var i = 0; i < parameters.size(); i++) {
                    parameters.get(i).fill(statement, i + 1);
                }
                return work.on(statement);
            } catch (SQLException e) {
                // The driver's message may quote values: the state is enough.
                LOG.warnf("the database refused a statement about batches: %s", e.getSQLState());
                throw StorageAway.refused();
            }
        }
    }
}
