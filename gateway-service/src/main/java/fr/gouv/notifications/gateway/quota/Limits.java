package fr.gouv.notifications.gateway.quota;

import static jakarta.transaction.Transactional.TxType.MANDATORY;

import fr.gouv.notifications.gateway.problem.StorageAway;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;

/** The limits that somebody has set for a service; for the others the configuration holds. */
@ApplicationScoped
class Limits {

    private final AgroalDataSource dataSource;

    Limits(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Those that are set for this service. */
    Map<Limit, Long> of(String service) {
        try (var connection = dataSource.getConnection();
                var statement =
                        connection.prepareStatement(
                                "select name, size from service_limit where service = ?")) {
            statement.setString(1, service);
            var sizes = new EnumMap<Limit, Long>(Limit.class);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    var size = rows.getLong("size");
                    Limit.named(rows.getString("name")).ifPresent(it -> sizes.put(it, size));
                }
            }
            return sizes;
        } catch (SQLException _) {
            throw StorageAway.refused();
        }
    }

    /** Sets these for a service, and none else, in the caller's transaction. */
    @Transactional(MANDATORY)
    void set(String service, Map<Limit, Long> sizes) throws SQLException {
        try (var connection = dataSource.getConnection()) {
            try (var statement =
                    connection.prepareStatement("delete from service_limit where service = ?")) {
                statement.setString(1, service);
                statement.executeUpdate();
            }
            try (var statement =
                    connection.prepareStatement(
                            "insert into service_limit (service, name, size) values (?, ?, ?)")) {
                for (var size : sizes.entrySet()) {
                    statement.setString(1, service);
                    statement.setString(2, size.getKey().word());
                    statement.setLong(3, size.getValue());
                    statement.addBatch();
                }
                statement.executeBatch();
            }
        }
    }
}
