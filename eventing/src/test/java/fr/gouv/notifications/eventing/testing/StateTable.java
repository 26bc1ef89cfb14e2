package fr.gouv.notifications.eventing.testing;

import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.eventing.OpenState;
import fr.gouv.notifications.eventing.OpenStates;
import io.agroal.api.AgroalDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Holds the states that a service lists to its database, its classes and the documentation. */
public final class StateTable {

    private static final String TABLES =
            """
            select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
                and c.relname <> 'flyway_schema_history'
            """;

    /** The words that a column named state may hold, by the checks of the database. */
    private static final String CHECKS =
            """
            select t.relname || '|' || pg_get_constraintdef(c.oid)
            from pg_constraint c join pg_class t on t.oid = c.conrelid
            join pg_namespace n on n.oid = t.relnamespace
            join pg_attribute a on a.attrelid = t.oid and a.attname = 'state'
            where n.nspname = 'public' and c.contype = 'c' and c.conkey = array[a.attnum]
            """;

    private static final Pattern WORD = Pattern.compile("'([^']+)'::text");

    private final OpenStates states;
    private final AgroalDataSource dataSource;

    public StateTable(OpenStates states, AgroalDataSource dataSource) {
        this.states = states;
        this.dataSource = dataSource;
    }

    /** Every table is classified, and every word of a column named state is listed once. */
    public void listsWhatTheDatabaseKnows() throws SQLException {
        var listed = new TreeSet<>(states.lasting());
        states.open().forEach(state -> listed.add(state.table()));
        assertThat(listed).isEqualTo(new TreeSet<>(texts(TABLES)));

        var allowed = new TreeSet<String>();
        for (var check : texts(CHECKS)) {
            var table = check.substring(0, check.indexOf('|'));
            WORD.matcher(check).results().forEach(word -> allowed.add(table + "." + word.group(1)));
        }
        var tables = allowed.stream().map(word -> word.substring(0, word.indexOf('.'))).toList();
        var known = new TreeSet<>(states.settled());
        states.open().stream()
                .filter(state -> tables.contains(state.table()))
                .map(state -> state.table() + "." + state.name())
                .forEach(
                        word -> assertThat(known.add(word)).as("%s is listed once", word).isTrue());
        assertThat(known).as("states that are listed").isEqualTo(allowed);
    }

    /** Every owner is a class of the service. */
    public void namesOwnersThatExist() {
        var root = states.getClass().getPackageName();
        var service = root.substring(0, root.lastIndexOf('.') + 1);
        assertThat(states.open())
                .allSatisfy(
                        state ->
                                assertThat(
                                                exists(service + state.owner())
                                                        || exists(
                                                                "fr.gouv.notifications."
                                                                        + state.owner()))
                                        .as(state.owner())
                                        .isTrue());
    }

    /** The page shows the same table. */
    public void isDocumented() throws IOException {
        var page = Files.readString(page());
        assertThat(states.open())
                .allSatisfy(state -> assertThat(page).contains(state.documented()));
    }

    /** Puts an aged row into the state that it is to leave. */
    public void put(OpenState state, Aged row) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (var sql : row.statements()) {
                statement.execute(sql);
            }
            try (var found = statement.executeQuery(select(state, row))) {
                assertThat(found.next())
                        .as("a row of %s is %s", state.table(), state.name())
                        .isTrue();
            }
            connection.commit();
            connection.setAutoCommit(true);
        }
    }

    /** Whether the row has left the state. */
    public boolean hasLeft(OpenState state, Aged row) throws SQLException {
        return texts(select(state, row)).isEmpty();
    }

    private static String select(OpenState state, Aged row) {
        return "select 'yes' from %s where %s and %s"
                .formatted(state.table(), state.rows(), row.condition());
    }

    /**
     * A row that has been in its state for too long.
     *
     * @param statements which make it
     * @param condition which finds it again, in SQL
     */
    public record Aged(String condition, List<String> statements) {

        public static Aged row(String condition, String... statements) {
            return new Aged(condition, List.of(statements));
        }
    }

    private static Path page() {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/operations.md"))) {
            folder = folder.resolve("..").normalize();
        }
        return folder.resolve("docs/reliability.md");
    }

    private static boolean exists(String name) {
        try {
            var _ = Class.forName(name, false, Thread.currentThread().getContextClassLoader());
            return true;
        } catch (ClassNotFoundException _) {
            return false;
        }
    }

    private List<String> texts(String sql) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var texts = new ArrayList<String>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }
}
