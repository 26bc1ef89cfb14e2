package fr.gouv.notifications.tracking.timeline;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Many rows as one array a column, for statements that {@code unnest} them. Every value travels as text,
 * which the statement casts: the driver sends texts in binary, and would write anything else letter by
 * letter.
 */
public record Columns<R>(Connection connection, List<R> rows) {

    /** What this makes of each row, in their order. */
    public Array of(Function<? super R, ? extends @Nullable Object> column) throws SQLException {
        var values = new @Nullable String[rows.size()];
        for (var i = 0; i < values.length; i++) {
            var value = column.apply(rows.get(i));
            values[i] = value == null ? null : value.toString();
        }
        return connection.createArrayOf("text", values);
    }
}
