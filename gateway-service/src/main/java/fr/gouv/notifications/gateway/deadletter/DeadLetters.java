package fr.gouv.notifications.gateway.deadletter;

import static jakarta.transaction.Transactional.TxType.MANDATORY;

import fr.gouv.notifications.gateway.deadletter.DeadLetter.Place;
import fr.gouv.notifications.gateway.deadletter.DeadLetter.State;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of dead letters. */
@ApplicationScoped
class DeadLetters {

    private static final String ADD =
            """
            insert into dead_letter (id, reader, topic, partition, "offset", origin_topic,
                origin_partition, origin_offset, reason, fact, subject, service, buried_at, taken_at,
                state, sealed)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', ?)
            on conflict (id) do nothing
            """;

    private static final String COLUMNS =
            """
            select id, reader, topic, partition, "offset", origin_topic, origin_partition, origin_offset,
                reason, fact, subject, service, buried_at, state, settled_at, settled_by, explanation,
                sealed is not null as kept
            from dead_letter
            """;

    private static final String MATCHING =
            """
            (?::text is null or reader = ?) and (?::text is null or service = ?)
            and (?::text is null or origin_topic = ?) and (?::text is null or reason = ?)
            and (?::text is null or state = ?) and (?::timestamptz is null or buried_at >= ?)
            and (?::timestamptz is null or buried_at < ?)
            """;

    private static final int PARAMETERS_OF_A_FILTER = 14;

    private final AgroalDataSource dataSource;
    private final LetterSeal seal;
    private final InstantSource clock;

    DeadLetters(AgroalDataSource dataSource, LetterSeal seal, InstantSource clock) {
        this.dataSource = dataSource;
        this.seal = seal;
        this.clock = clock;
    }

    /** A dead letter's place in a list that is ordered by time. */
    record Position(Instant buriedAt, UUID id) {}

    /** A dead letter that was emptied, and the state it had. */
    record Emptied(UUID id, State before, State after) {}

    /** Adds those that are not there yet. */
    @Transactional
    void add(List<Burial> burials) {
        var now = clock.instant();
        run(
                ADD,
                insert -> {
                    for (var burial : burials) {
                        fill(insert, burial, now);
                        insert.addBatch();
                    }
                    return insert.executeBatch().length;
                });
    }

    /** The newest ones that are older than this one. */
    List<DeadLetter> newest(LetterFilter filter, @Nullable Position before, int atMost) {
        return page(
                filter,
                before,
                atMost,
                " and (?::timestamptz is null or (buried_at, id) < (?, ?::uuid))"
                        + " order by buried_at desc, id desc limit ?");
    }

    /** The oldest ones that are newer than this one. */
    List<DeadLetter> oldest(LetterFilter filter, @Nullable Position after, int atMost) {
        return page(
                filter,
                after,
                atMost,
                " and (?::timestamptz is null or (buried_at, id) > (?, ?::uuid))"
                        + " order by buried_at, id limit ?");
    }

    private List<DeadLetter> page(
            LetterFilter filter, @Nullable Position from, int atMost, String order) {
        return run(
                COLUMNS + " where " + MATCHING + order,
                select -> {
                    fill(select, filter);
                    var index = PARAMETERS_OF_A_FILTER + 1;
                    var at = from == null ? null : from.buriedAt();
                    instant(select, index, at);
                    instant(select, index + 1, at);
                    select.setObject(index + 2, from == null ? null : from.id(), Types.OTHER);
                    select.setInt(index + 3, atMost);
                    return letters(select);
                });
    }

    Optional<DeadLetter> find(UUID id) {
        return run(
                        COLUMNS + " where id = ?",
                        select -> {
                            select.setObject(1, id);
                            return letters(select);
                        })
                .stream()
                .findFirst();
    }

    /** The sealed record; empty once it was emptied. */
    Optional<byte[]> sealed(UUID id) {
        return run(
                "select sealed from dead_letter where id = ?",
                select -> {
                    select.setObject(1, id);
                    try (var rows = select.executeQuery()) {
                        return rows.next()
                                ? Optional.ofNullable(rows.getBytes(1))
                                : Optional.<byte[]>empty();
                    }
                });
    }

    /** Whether the caller may re-drive it until then; nobody else may. */
    @Transactional
    boolean claim(UUID id, Instant now, Instant until) {
        return run(
                        """
                        update dead_letter set state = 'redriving', leased_until = ?
                        where id = ?
                          and (state = 'open' or (state = 'redriving' and leased_until < ?))
                        """,
                        update -> {
                            instant(update, 1, until);
                            update.setObject(2, id);
                            instant(update, 3, now);
                            return update.executeUpdate();
                        })
                == 1;
    }

    /** It was not told: it is as it was before it was claimed. */
    @Transactional
    void release(UUID id) {
        var _ =
                run(
                        """
                        update dead_letter set state = 'open', leased_until = null
                        where id = ? and state = 'redriving'
                        """,
                        update -> {
                            update.setObject(1, id);
                            return update.executeUpdate();
                        });
    }

    /** Who re-drove these is gone: whether their facts were told nobody knows, and telling them again is harmless. */
    @Transactional
    void openAgain(Instant now) {
        var _ =
                run(
                        """
                        update dead_letter set state = 'open', leased_until = null
                        where state = 'redriving' and leased_until < ?
                        """,
                        update -> {
                            instant(update, 1, now);
                            return update.executeUpdate();
                        });
    }

    /** Ends it, if it is in that state; whether it was. */
    @Transactional(MANDATORY)
    boolean settle(UUID id, State from, State to, String actor, String explanation) {
        return run(
                        """
                        update dead_letter set state = ?, leased_until = null, settled_at = ?,
                            settled_by = ?, explanation = ?
                        where id = ? and state = ?
                        """,
                        update -> {
                            update.setString(1, word(to));
                            instant(update, 2, clock.instant());
                            update.setString(3, actor);
                            update.setString(4, explanation);
                            update.setObject(5, id);
                            update.setString(6, word(from));
                            return update.executeUpdate();
                        })
                == 1;
    }

    /** Empties some of those that are meant; those that are being re-driven are left alone. */
    @Transactional(MANDATORY)
    List<Emptied> purge(LetterFilter filter, String actor, String explanation, int atMost) {
        return run(
                """
                with meant as (
                    select id, state from dead_letter
                    where sealed is not null and state <> 'redriving' and %s
                    order by buried_at, id limit ? for update skip locked)
                update dead_letter as d
                set sealed = null,
                    state = case when d.state = 'open' then 'purged' else d.state end,
                    settled_at = coalesce(d.settled_at, ?),
                    settled_by = coalesce(d.settled_by, ?),
                    explanation = coalesce(d.explanation, ?)
                from meant where d.id = meant.id
                returning d.id, meant.state, d.state
                """
                        .formatted(MATCHING),
                update -> {
                    fill(update, filter);
                    var index = PARAMETERS_OF_A_FILTER + 1;
                    update.setInt(index, atMost);
                    instant(update, index + 1, clock.instant());
                    update.setString(index + 2, actor);
                    update.setString(index + 3, explanation);
                    var emptied = new ArrayList<Emptied>();
                    try (var rows = update.executeQuery()) {
                        while (rows.next()) {
                            emptied.add(
                                    new Emptied(
                                            rows.getObject(1, UUID.class),
                                            state(rows.getString(2)),
                                            state(rows.getString(3))));
                        }
                    }
                    return emptied;
                });
    }

    /** Empties those that were buried before; how many. */
    @Transactional
    int lapse(Instant before, int atMost) {
        return run(
                """
                update dead_letter
                set sealed = null, leased_until = null,
                    state = case when state in ('open', 'redriving') then 'lapsed' else state end
                where id in (
                    select id from dead_letter where sealed is not null and buried_at < ?
                    order by buried_at limit ? for update skip locked)
                """,
                update -> {
                    instant(update, 1, before);
                    update.setInt(2, atMost);
                    return update.executeUpdate();
                });
    }

    /** Forgets those that were buried before; how many. */
    @Transactional
    int forget(Instant before, int atMost) {
        return run(
                """
                delete from dead_letter
                where id in (
                    select id from dead_letter where buried_at < ?
                    order by buried_at limit ? for update skip locked)
                """,
                delete -> {
                    instant(delete, 1, before);
                    delete.setInt(2, atMost);
                    return delete.executeUpdate();
                });
    }

    /** How many nobody has dealt with, by the service that could not process them. */
    Map<String, Long> open() {
        return run(
                """
                select reader, count(*) from dead_letter where state in ('open', 'redriving')
                group by reader
                """,
                select -> {
                    var open = new HashMap<String, Long>();
                    try (var rows = select.executeQuery()) {
                        while (rows.next()) {
                            open.put(rows.getString(1), rows.getLong(2));
                        }
                    }
                    return open;
                });
    }

    static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static State state(String word) {
        return State.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private void fill(PreparedStatement insert, Burial burial, Instant now) throws SQLException {
        var letter = burial.letter();
        insert.setObject(1, letter.id());
        insert.setString(2, letter.reader());
        insert.setString(3, letter.at().topic());
        insert.setObject(4, letter.at().partition(), Types.INTEGER);
        insert.setObject(5, letter.at().offset(), Types.BIGINT);
        insert.setString(6, letter.origin().topic());
        insert.setObject(7, letter.origin().partition(), Types.INTEGER);
        insert.setObject(8, letter.origin().offset(), Types.BIGINT);
        insert.setString(9, letter.reason());
        insert.setString(10, letter.fact());
        insert.setObject(11, letter.subject(), Types.OTHER);
        insert.setString(12, letter.service());
        instant(insert, 13, letter.buriedAt());
        instant(insert, 14, now);
        insert.setBytes(15, seal.seal(letter.id(), burial.record()));
    }

    private static void fill(PreparedStatement statement, LetterFilter filter) throws SQLException {
        var texts = new ArrayList<@Nullable String>();
        texts.add(filter.group());
        texts.add(filter.service());
        texts.add(filter.topic());
        texts.add(filter.reason());
        texts.add(filter.state() == null ? null : word(filter.state()));
        var index = 1;
        for (var text : texts) {
            statement.setString(index++, text);
            statement.setString(index++, text);
        }
        instant(statement, index++, filter.from());
        instant(statement, index++, filter.from());
        instant(statement, index++, filter.to());
        instant(statement, index, filter.to());
    }

    private static void instant(PreparedStatement statement, int index, @Nullable Instant value)
            throws SQLException {
        statement.setObject(
                index,
                value == null ? null : value.atOffset(ZoneOffset.UTC),
                Types.TIMESTAMP_WITH_TIMEZONE);
    }

    private static List<DeadLetter> letters(PreparedStatement select) throws SQLException {
        var letters = new ArrayList<DeadLetter>();
        try (var rows = select.executeQuery()) {
            while (rows.next()) {
                letters.add(letter(rows));
            }
        }
        return letters;
    }

    private static DeadLetter letter(ResultSet row) throws SQLException {
        return new DeadLetter(
                row.getObject("id", UUID.class),
                row.getString("reader"),
                new Place(
                        row.getString("topic"),
                        row.getObject("partition", Integer.class),
                        row.getObject("offset", Long.class)),
                new Place(
                        row.getString("origin_topic"),
                        row.getObject("origin_partition", Integer.class),
                        row.getObject("origin_offset", Long.class)),
                row.getString("reason"),
                row.getString("fact"),
                row.getObject("subject", UUID.class),
                row.getString("service"),
                Objects.requireNonNull(instant(row, "buried_at")),
                state(row.getString("state")),
                instant(row, "settled_at"),
                row.getString("settled_by"),
                row.getString("explanation"),
                row.getBoolean("kept"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    private <T> T run(String sql, Work<T> work) {
        try (Connection connection = dataSource.getConnection();
                var statement = connection.prepareStatement(sql)) {
            return work.on(statement);
        } catch (SQLException e) {
            throw new DeadLettersFailed(e);
        }
    }

    private interface Work<T> {

        T on(PreparedStatement statement) throws SQLException;
    }
}
