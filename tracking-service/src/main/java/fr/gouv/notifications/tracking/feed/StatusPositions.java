package fr.gouv.notifications.tracking.feed;

import fr.gouv.notifications.tracking.timeline.StorageFailed;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** How far each status topic has come. A position is held by one replica while it tells. */
@ApplicationScoped
class StatusPositions {

    /** A new topic begins an hour back: what was told while nobody knew of it must not be missing. */
    private static final String BEGIN =
            """
            insert into status_position (service, life, position, told_at)
            select s.service, feed_life(),
                coalesce(
                    (select min(position) - 1 from status_change c
                        where c.service = s.service and c.told_at > now() - interval '1 hour'),
                    feed_horizon()),
                now()
            from unnest(?::text[]) as s (service)
            on conflict (service) do nothing
            """;

    private static final String WITH_NEWS =
            """
            select p.service from status_position p
            where p.service = any (?) and (p.life <> ? or exists (
                select 1 from status_change c
                where c.service = p.service and c.position > p.position and c.position <= ?))
            order by p.told_at limit ?
            """;

    private static final String HOLD =
            """
            select life, position from status_position where service = ? for update skip locked
            """;

    private static final String MOVE =
            """
            update status_position set life = ?, position = ?, told_at = now() where service = ?
            """;

    private final AgroalDataSource dataSource;

    StatusPositions(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Begins the topics that are not known yet. */
    void begin(Collection<String> services) {
        try (var connection = dataSource.getConnection();
                var insert = connection.prepareStatement(BEGIN)) {
            insert.setArray(1, connection.createArrayOf("text", services.toArray()));
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new StorageFailed("status topics could not be begun", e);
        }
    }

    /** Those of the services about which there is something to tell, who waited longest first. */
    List<String> withNews(Collection<String> services, String life, long horizon, int atMost) {
        try (var connection = dataSource.getConnection();
                var select = connection.prepareStatement(WITH_NEWS)) {
            select.setArray(1, connection.createArrayOf("text", services.toArray()));
            select.setString(2, life);
            select.setLong(3, horizon);
            select.setInt(4, atMost);
            var found = new ArrayList<String>();
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found;
        } catch (SQLException e) {
            throw new StorageFailed("status topics could not be looked at", e);
        }
    }

    /** Holds the position until the caller's transaction ends; empty when another replica does. */
    Optional<Position> hold(String service) {
        try (var connection = dataSource.getConnection();
                var select = connection.prepareStatement(HOLD)) {
            select.setString(1, service);
            try (var rows = select.executeQuery()) {
                return rows.next()
                        ? Optional.of(new Position(rows.getString(1), rows.getLong(2)))
                        : Optional.empty();
            }
        } catch (SQLException e) {
            throw new StorageFailed("a status topic could not be held", e);
        }
    }

    /** Moves a position that is held. */
    void move(String service, Position position) {
        try (var connection = dataSource.getConnection();
                var update = connection.prepareStatement(MOVE)) {
            update.setString(1, position.life());
            update.setLong(2, position.number());
            update.setString(3, service);
            update.executeUpdate();
        } catch (SQLException e) {
            throw new StorageFailed("a status topic could not be moved on", e);
        }
    }

    /** Lets others come first: this one could not be told. */
    void postpone(String service) {
        try (var connection = dataSource.getConnection();
                var update =
                        connection.prepareStatement(
                                "update status_position set told_at = now() where service = ?")) {
            update.setString(1, service);
            update.executeUpdate();
        } catch (SQLException e) {
            throw new StorageFailed("a status topic could not be postponed", e);
        }
    }
}
