package fr.gouv.notifications.gateway.idempotency;

import fr.gouv.notifications.eventing.Digest;
import fr.gouv.notifications.gateway.problem.StorageAway;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The keys that were used. A key is written before the work begins, so that of all who come with it,
 * on whichever replica, one does the work; who comes after a crash does it again under the same id.
 *
 * <p>Every method blocks for one or two statements and must be called outside a transaction. All fail
 * with {@link fr.gouv.notifications.gateway.problem.Refused} when the database is away.
 */
@ApplicationScoped
public class IdempotencyKeys {

    /** Leases go by the clock of the database: a replica whose own is ahead would hold keys longer. */
    private static final String CLAIM =
            """
            insert into idempotency (service, key, notification, fingerprint, epoch, leased_until,
                                     created_at)
            select service, key, notification, fingerprint, 1,
                   now() + ? * interval '1 millisecond', ?
            from unnest(?, ?, ?, ?) as claimed (service, key, notification, fingerprint)
            on conflict (service, key) do update
            set epoch = idempotency.epoch + 1, leased_until = excluded.leased_until
            where idempotency.answer is null
              and idempotency.leased_until <= now()
              and idempotency.fingerprint = excluded.fingerprint
            returning service, key, notification, epoch
            """;

    private static final String READ =
            """
            select service, key, notification, fingerprint, answer
            from idempotency
            join unnest(?, ?) as wanted (service, key) using (service, key)
            """;
    private static final String COMPLETE =
            """
            update idempotency
            set answer = done.answer
            from unnest(?, ?, ?) as done (service, key, answer)
            where idempotency.service = done.service
              and idempotency.key = done.key
              and idempotency.answer is null
            """;
    private static final String RELEASE =
            """
            update idempotency
            set leased_until = now()
            from unnest(?, ?, ?) as given (service, key, epoch)
            where idempotency.service = given.service
              and idempotency.key = given.key
              and idempotency.epoch = given.epoch
              and idempotency.answer is null
            """;
    private static final String FORGET =
            """
            delete from idempotency
            using unnest(?, ?, ?) as given (service, key, epoch)
            where idempotency.service = given.service
              and idempotency.key = given.key
              and idempotency.epoch = given.epoch
              and idempotency.answer is null
            """;

    private final AgroalDataSource dataSource;
    private final Digest digest;
    private final IdempotencyConfig config;
    private final InstantSource clock;

    IdempotencyKeys(
            AgroalDataSource dataSource,
            Digest digest,
            IdempotencyConfig config,
            InstantSource clock) {
        this.dataSource = dataSource;
        this.digest = digest;
        this.config = config;
        this.clock = clock;
    }

    /** Claims all keys in one statement, and says for each claim, in order, what it has led to. */
    public List<Reservation> reserve(List<Claim> claims) {
        if (claims.isEmpty()) {
            return List.of();
        }
        var firsts = new LinkedHashMap<Name, Integer>();
        var names = new ArrayList<Name>(claims.size());
        for (var i = 0; i < claims.size(); i++) {
            names.add(name(claims.get(i)));
            firsts.putIfAbsent(names.get(i), i);
        }
        // In one order everywhere: two replicas with the same keys would wait for each other.
        var sorted = firsts.keySet().stream().sorted(Name.ORDER).toList();
        var found = new HashMap<Name, Standing>();
        try (var connection = dataSource.getConnection()) {
            var claimed =
                    claim(connection, sorted, name -> claims.get(firsts.getOrDefault(name, 0)));
            var others = sorted.stream().filter(name -> !claimed.containsKey(name)).toList();
            if (!others.isEmpty()) {
                found.putAll(read(connection, others));
            }
            var reservations = new ArrayList<Reservation>(claims.size());
            for (var i = 0; i < claims.size(); i++) {
                var first = firsts.getOrDefault(names.get(i), i);
                reservations.add(
                        first < i
                                ? repeated(claims, first, i)
                                : first(
                                        claims.get(i),
                                        claimed.get(names.get(i)),
                                        found.get(names.get(i))));
            }
            return reservations;
        } catch (SQLException _) {
            throw StorageAway.refused();
        }
    }

    private static Reservation repeated(List<Claim> claims, int first, int again) {
        var differences =
                claims.get(first).fingerprint().differences(claims.get(again).fingerprint());
        return differences.isEmpty()
                ? new Reservation.Repeated(first)
                : new Reservation.Differs(differences);
    }

    private static Reservation first(
            Claim claim, Reservation.@Nullable Ours ours, @Nullable Standing standing) {
        if (ours != null) {
            return ours;
        }
        if (standing == null) {
            // It was forgotten between both statements.
            return new Reservation.InProgress();
        }
        var differences = standing.fingerprint().differences(claim.fingerprint());
        if (!differences.isEmpty()) {
            return new Reservation.Differs(differences);
        }
        return standing.answer() == null
                ? new Reservation.InProgress()
                : new Reservation.Answered(standing.notification(), standing.answer());
    }

    /** Keeps what is answered; the first answer stays. Holds no personal data. */
    public void complete(Map<Reservation.Ours, String> answers) {
        var done = List.copyOf(answers.entrySet());
        change(
                COMPLETE,
                done.size(),
                statement -> {
                    statement.setArray(1, texts(statement, done, each -> each.getKey().service()));
                    statement.setArray(2, texts(statement, done, each -> each.getKey().key()));
                    statement.setArray(3, texts(statement, done, Map.Entry::getValue));
                });
    }

    /** Lets the same request try again at once, under the same id: it may have been told. */
    public void release(List<Reservation.Ours> given) {
        change(RELEASE, given.size(), statement -> name(statement, 1, given));
    }

    /**
     * Frees the keys of what was refused before anything was told, so that they can be used for the
     * corrected request. One of which an earlier attempt may have told something is released only.
     */
    public void forget(List<Reservation.Ours> refused) {
        var untold = refused.stream().filter(ours -> ours.epoch() == 1).toList();
        change(FORGET, untold.size(), statement -> name(statement, 1, untold));
        release(refused.stream().filter(ours -> ours.epoch() > 1).toList());
    }

    private Map<Name, Reservation.Ours> claim(
            Connection connection, List<Name> names, Function<Name, Claim> claims)
            throws SQLException {
        try (var statement = connection.prepareStatement(CLAIM)) {
            statement.setLong(1, config.lease().toMillis());
            statement.setObject(2, utc(clock.instant()));
            statement.setArray(3, texts(statement, names, Name::service));
            statement.setArray(4, texts(statement, names, Name::key));
            statement.setArray(
                    5,
                    connection.createArrayOf(
                            "uuid",
                            names.stream()
                                    .map(name -> claims.apply(name).notification())
                                    .toArray()));
            statement.setArray(
                    6, texts(statement, names, name -> claims.apply(name).fingerprint().text()));
            var claimed = new HashMap<Name, Reservation.Ours>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    var name = new Name(rows.getString(1), rows.getString(2));
                    claimed.put(
                            name,
                            new Reservation.Ours(
                                    name.service(), name.key(), uuid(rows, 3), rows.getInt(4)));
                }
            }
            return claimed;
        }
    }

    private static Map<Name, Standing> read(Connection connection, List<Name> names)
            throws SQLException {
        try (var statement = connection.prepareStatement(READ)) {
            statement.setArray(1, texts(statement, names, Name::service));
            statement.setArray(2, texts(statement, names, Name::key));
            var found = new HashMap<Name, Standing>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.put(
                            new Name(rows.getString(1), rows.getString(2)),
                            new Standing(
                                    uuid(rows, 3),
                                    Fingerprint.ofText(rows.getString(4)),
                                    rows.getString(5)));
                }
            }
            return found;
        }
    }

    private void change(String sql, int rows, Binding binding) {
        if (rows == 0) {
            return;
        }
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(sql)) {
            binding.bind(statement);
            statement.executeUpdate();
        } catch (SQLException _) {
            throw StorageAway.refused();
        }
    }

    private static void name(PreparedStatement statement, int at, List<Reservation.Ours> given)
            throws SQLException {
        statement.setArray(at, texts(statement, given, Reservation.Ours::service));
        statement.setArray(at + 1, texts(statement, given, Reservation.Ours::key));
        statement.setArray(
                at + 2,
                statement
                        .getConnection()
                        .createArrayOf(
                                "int4", given.stream().map(Reservation.Ours::epoch).toArray()));
    }

    private static <T> Array texts(
            PreparedStatement statement, List<T> rows, Function<T, String> column)
            throws SQLException {
        return statement.getConnection().createArrayOf("text", rows.stream().map(column).toArray());
    }

    private static UUID uuid(ResultSet rows, int column) throws SQLException {
        return rows.getObject(column, UUID.class);
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private Name name(Claim claim) {
        var key = claim.key();
        return new Name(
                claim.service(),
                digest.of(
                        "idempotency-key", claim.service() + "|" + key.door() + "|" + key.value()));
    }

    private record Name(String service, String key) {

        static final Comparator<Name> ORDER =
                Comparator.comparing(Name::service).thenComparing(Name::key);
    }

    private record Standing(UUID notification, Fingerprint fingerprint, @Nullable String answer) {}

    private interface Binding {
        void bind(PreparedStatement statement) throws SQLException;
    }
}
