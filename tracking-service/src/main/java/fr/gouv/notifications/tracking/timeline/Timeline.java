package fr.gouv.notifications.tracking.timeline;

import static jakarta.transaction.Transactional.TxType.MANDATORY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Comparator.comparing;

import com.fasterxml.jackson.annotation.JsonInclude;
import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.Overdue;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Removal;
import fr.gouv.notifications.contracts.Response;
import fr.gouv.notifications.contracts.Sealed;
import fr.gouv.notifications.eventing.FactJson;
import fr.gouv.notifications.eventing.UnreadableRecord;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The facts of all notifications in the database. */
@ApplicationScoped
public class Timeline {

    /** The order in which PostgreSQL keeps UUIDs: unsigned, unlike {@link UUID#compareTo}. */
    public static final Comparator<UUID> KEY_ORDER =
            (one, other) -> {
                var high =
                        Long.compareUnsigned(
                                one.getMostSignificantBits(), other.getMostSignificantBits());
                return high != 0
                        ? high
                        : Long.compareUnsigned(
                                one.getLeastSignificantBits(), other.getLeastSignificantBits());
            };

    private static final String REMEMBER =
            """
            insert into event (notification_id, id, kind, at, channel, step, attempt, report, response,
                reason, provider_code, due_at, details)
            select * from unnest(?::uuid[], ?::uuid[], ?::text[], ?::timestamptz[], ?::text[], ?::integer[],
                ?::integer[], ?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::jsonb[])
            on conflict do nothing
            """;

    /** The bounds let the server leave out the months in which none of the notifications can be. */
    private static final String OF =
            """
            select notification_id, id, kind, at, channel, step, attempt, report, response, reason,
                provider_code, due_at, details
            from event
            where notification_id = any(?) and notification_id >= ? and notification_id <= ?
            """;

    private final AgroalDataSource dataSource;

    Timeline(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Adds the facts that are not known yet. Rows are written in the order of their keys, so that two
     * writers with the same facts wait for each other and never both.
     */
    @Transactional(MANDATORY)
    public void remember(Collection<TimelineEvent> facts) {
        var rows =
                facts.stream()
                        .sorted(
                                comparing(TimelineEvent::notificationId, KEY_ORDER)
                                        .thenComparing(TimelineEvent::id, KEY_ORDER))
                        .toList();
        try (var connection = dataSource.getConnection();
                var insert = connection.prepareStatement(REMEMBER)) {
            var columns = new Columns<>(connection, rows);
            insert.setArray(1, columns.of(TimelineEvent::notificationId));
            insert.setArray(2, columns.of(TimelineEvent::id));
            insert.setArray(3, columns.of(fact -> fact.kind().name()));
            insert.setArray(4, columns.of(TimelineEvent::at));
            insert.setArray(5, columns.of(TimelineEvent::channel));
            insert.setArray(6, columns.of(TimelineEvent::step));
            insert.setArray(7, columns.of(TimelineEvent::attempt));
            insert.setArray(8, columns.of(TimelineEvent::report));
            insert.setArray(9, columns.of(TimelineEvent::response));
            insert.setArray(10, columns.of(TimelineEvent::reason));
            insert.setArray(11, columns.of(TimelineEvent::providerCode));
            insert.setArray(12, columns.of(TimelineEvent::dueAt));
            insert.setArray(13, columns.of(Details::in));
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new StorageFailed("facts could not be remembered", e);
        }
    }

    /** The known facts of these notifications, in no order; a notification without facts is absent. */
    public Map<UUID, List<TimelineEvent>> of(Collection<UUID> notificationIds) {
        Map<UUID, List<TimelineEvent>> facts = HashMap.newHashMap(notificationIds.size());
        if (notificationIds.isEmpty()) {
            return facts;
        }
        try (var connection = dataSource.getConnection();
                var select = connection.prepareStatement(OF)) {
            select.setArray(1, connection.createArrayOf("uuid", notificationIds.toArray()));
            select.setObject(2, Collections.min(notificationIds, KEY_ORDER));
            select.setObject(3, Collections.max(notificationIds, KEY_ORDER));
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    var fact = fact(rows);
                    facts.computeIfAbsent(fact.notificationId(), _ -> new ArrayList<>(4)).add(fact);
                }
            }
            return facts;
        } catch (SQLException e) {
            throw new StorageFailed("facts could not be read", e);
        }
    }

    private static TimelineEvent fact(ResultSet rows) throws SQLException {
        var details = Details.read(rows.getString(13));
        return new TimelineEvent(
                rows.getObject(1, UUID.class),
                rows.getObject(2, UUID.class),
                TimelineEvent.Kind.valueOf(rows.getString(3)),
                rows.getObject(4, OffsetDateTime.class).toInstant(),
                word(Channel.class, rows.getString(5)),
                rows.getInt(6),
                rows.getInt(7),
                word(DeliveryReport.class, rows.getString(8)),
                word(Response.class, rows.getString(9)),
                word(Reason.class, rows.getString(10)),
                rows.getString(11),
                instant(rows.getObject(12, OffsetDateTime.class)),
                details.providerReference(),
                details.providerWords(),
                details.removed() == null ? List.of() : details.removed(),
                details.overdue());
    }

    private static <E extends Enum<E>> @Nullable E word(Class<E> type, @Nullable String name) {
        return name == null ? null : Enum.valueOf(type, name);
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    /** What few facts carry. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Details(
            @Nullable String providerReference,
            @Nullable Sealed providerWords,
            @Nullable List<Removal> removed,
            @Nullable Overdue overdue) {

        static @Nullable String in(TimelineEvent fact) {
            if (fact.providerReference() == null
                    && fact.providerWords() == null
                    && fact.removed().isEmpty()
                    && fact.overdue() == null) {
                return null;
            }
            return new String(
                    FactJson.write(
                            new Details(
                                    fact.providerReference(),
                                    fact.providerWords(),
                                    fact.removed(),
                                    fact.overdue())),
                    UTF_8);
        }

        static Details read(@Nullable String json) {
            if (json == null) {
                return new Details(null, null, null, null);
            }
            try {
                return FactJson.read(json.getBytes(UTF_8), Details.class);
            } catch (UnreadableRecord e) {
                throw new IllegalStateException("the details of an event are not readable", e);
            }
        }
    }
}
