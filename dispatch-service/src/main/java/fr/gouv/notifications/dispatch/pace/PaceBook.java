package fr.gouv.notifications.dispatch.pace;

import fr.gouv.notifications.contracts.FlowTarget;
import fr.gouv.notifications.dispatch.flow.Flow;
import fr.gouv.notifications.dispatch.flow.Flows;
import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * What replicas tell each other of the pace, once a second and beside the sending: how many they are, who
 * was asked to be slower, and what a new sender has sent today. While the database is away, each keeps to
 * what it knew.
 */
@ApplicationScoped
class PaceBook {

    private static final Logger LOG = Logger.getLogger(PaceBook.class);
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

    /** A replica that was not seen for so long does not send any more. */
    private static final int GONE_SECONDS = 15;

    /** Old enough to have no effect. */
    private static final Duration REMEMBERED = Duration.ofDays(2);

    private final UUID self = UUID.randomUUID();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AgroalDataSource dataSource;
    private final Pace pace;
    private final PaceConfig config;
    private final Flows flows;
    private final InstantSource clock;
    private Set<String> told = Set.of();
    private boolean isBlind;

    PaceBook(
            AgroalDataSource dataSource,
            Pace pace,
            PaceConfig config,
            Flows flows,
            InstantSource clock) {
        this.dataSource = dataSource;
        this.pace = pace;
        this.config = config;
        this.flows = flows;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        if (config.enabled()) {
            Thread.ofVirtual().name("dispatch-pace").start(this::untilStopped);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    private void untilStopped() {
        try {
            do {
                lookOrSay();
            } while (!stopped.await(1, TimeUnit.SECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookOrSay() {
        try {
            look();
            tellFlows();
            isBlind = false;
        } catch (SQLException | RuntimeException e) {
            if (!isBlind) {
                LOG.warnf("the pace is not shared now: %s", e.getClass().getName());
            }
            isBlind = true;
        }
    }

    /** What flows as usual here may wait elsewhere: it ends when no replica says anything of it. */
    private void tellFlows() {
        var unusual = pace.flows();
        flows.observe(unusual);
        var names = unusual.stream().map(Flow::name).collect(Collectors.toUnmodifiableSet());
        if (pace.replicas() == 1) {
            flows.free(
                    FlowTarget.MAILBOX_PROVIDER,
                    told.stream().filter(name -> !names.contains(name)).toList());
        }
        told = names;
        flows.endSilent();
    }

    /** Tells the others what is new here, and learns what is new there. */
    void look() throws SQLException {
        var told = pace.takeSlowed();
        try (var connection = dataSource.getConnection()) {
            pace.share(seen(connection));
            tell(connection, told);
            learn(connection);
            var first = config.warmUpFrom();
            if (first.isPresent()) {
                warmUp(connection, first.get());
            }
        } catch (SQLException e) {
            told.keySet().forEach(pace::tellAgain);
            throw e;
        }
    }

    private int seen(Connection connection) throws SQLException {
        try (var statement =
                connection.prepareStatement(
                        """
                        with gone as (
                            delete from pace_replica where seen_at < now() - interval '1 hour'
                        ), recovered as (
                            delete from pace where until < now() - interval '30 days'
                        ), past as (
                            delete from pace_day where day < current_date - 60
                        ), here as (
                            insert into pace_replica (id, seen_at) values (?, now())
                            on conflict (id) do update set seen_at = now()
                        )
                        select count(*) from pace_replica
                        where id <> ? and seen_at > now() - ? * interval '1 second'
                        """)) {
            statement.setObject(1, self);
            statement.setObject(2, self);
            statement.setInt(3, GONE_SECONDS);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getInt(1) + 1;
            }
        }
    }

    private static void tell(Connection connection, Map<String, Slowness> told)
            throws SQLException {
        if (told.isEmpty()) {
            return;
        }
        try (var insert =
                connection.prepareStatement(
                        """
                        insert into pace (name, factor, strikes, since, until, why)
                        values (?, ?, ?, ?, ?, ?)
                        on conflict (name) do update
                        set factor = excluded.factor, strikes = excluded.strikes,
                            since = excluded.since, until = excluded.until, why = excluded.why
                        where pace.since < excluded.since
                        """)) {
            for (var one : told.entrySet()) {
                var slowness = one.getValue();
                insert.setString(1, one.getKey());
                insert.setDouble(2, slowness.factor());
                insert.setInt(3, slowness.strikes());
                insert.setObject(4, slowness.since().atOffset(ZoneOffset.UTC));
                insert.setObject(5, slowness.until().atOffset(ZoneOffset.UTC));
                insert.setString(6, slowness.why());
                insert.executeUpdate();
            }
        }
    }

    private void learn(Connection connection) throws SQLException {
        try (var select =
                connection.prepareStatement(
                        """
                        select name, factor, strikes, since, until, why from pace where until > ?
                        """)) {
            select.setObject(1, clock.instant().minus(REMEMBERED).atOffset(ZoneOffset.UTC));
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    pace.learn(
                            rows.getString("name"),
                            new Slowness(
                                    rows.getDouble("factor"),
                                    rows.getInt("strikes"),
                                    rows.getObject("since", OffsetDateTime.class).toInstant(),
                                    rows.getObject("until", OffsetDateTime.class).toInstant(),
                                    rows.getString("why")));
                }
            }
        }
    }

    /** Each replica may send its part of what is left of the day. */
    private void warmUp(Connection connection, LocalDate first) throws SQLException {
        var today = LocalDate.ofInstant(clock.instant(), PARIS);
        var limit = PacePolicy.warmUp(first, today);
        try (var statement =
                connection.prepareStatement(
                        """
                        insert into pace_day (day, name, sent) values (?, ?, ?)
                        on conflict (day, name) do update set sent = pace_day.sent + excluded.sent
                        returning sent
                        """)) {
            for (var throttle : pace.throttles()) {
                if (limit.isEmpty()) {
                    throttle.isKnown();
                    continue;
                }
                statement.setObject(1, today);
                statement.setString(2, throttle.provider().name());
                statement.setLong(3, throttle.takeSent());
                try (var rows = statement.executeQuery()) {
                    rows.next();
                    var left = Math.max(0, limit.getAsLong() - rows.getLong(1));
                    throttle.mayStillSend(left / pace.replicas());
                }
            }
        }
    }
}
