package fr.gouv.notifications.dispatch.delivery;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Fills the parameters of a statement from left to right; a column of many rows is one array. */
final class Columns {

    private final PreparedStatement statement;
    private int next = 1;

    Columns(PreparedStatement statement) {
        this.statement = statement;
    }

    void text(String value) throws SQLException {
        statement.setString(next++, value);
    }

    void number(int value) throws SQLException {
        statement.setInt(next++, value);
    }

    void instant(Instant value) throws SQLException {
        statement.setObject(next++, value.atOffset(ZoneOffset.UTC));
    }

    <R> void texts(Collection<R> rows, Function<R, @Nullable String> value) throws SQLException {
        array("text", rows.stream().map(value).toArray(String[]::new));
    }

    <R> void uuids(Collection<R> rows, Function<R, UUID> value) throws SQLException {
        // As texts, which the driver sends in binary; it would write ids letter by letter.
        array("text", rows.stream().map(value).map(UUID::toString).toArray(String[]::new));
    }

    <R> void numbers(Collection<R> rows, Function<R, Integer> value) throws SQLException {
        array("int4", rows.stream().map(value).toArray(Integer[]::new));
    }

    <R> void bytes(Collection<R> rows, Function<R, byte[]> value) throws SQLException {
        array("bytea", rows.stream().map(value).toArray(byte[][]::new));
    }

    private void array(String type, Object[] values) throws SQLException {
        statement.setArray(next++, statement.getConnection().createArrayOf(type, values));
    }
}
