package fr.gouv.notifications.preferences.suppression;

import fr.gouv.notifications.preferences.citizen.StorageFailed;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** One statement on one connection, in the transaction of the caller if there is one. */
@ApplicationScoped
class Statements {

    private final AgroalDataSource dataSource;

    Statements(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Prepares the statement, works with it and gives both back.
     *
     * @throws StorageFailed when the database does not do it
     */
    <T> T use(String sql, Work<T> work) {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(sql)) {
            return work.on(statement);
        } catch (SQLException failure) {
            throw new StorageFailed("suppressions", failure);
        }
    }

    /** What is done with one prepared statement. */
    @FunctionalInterface
    interface Work<T> {

        T on(PreparedStatement statement) throws SQLException;
    }
}
