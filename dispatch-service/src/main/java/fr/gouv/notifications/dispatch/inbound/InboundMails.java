package fr.gouv.notifications.dispatch.inbound;

import fr.gouv.notifications.contracts.Sealed;
import fr.gouv.notifications.dispatch.inbound.ReturnPath.Attempt;
import fr.gouv.notifications.dispatch.inbound.ReturnPath.Purpose;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The rows of mails that came back. Each method is one statement, in the caller's transaction if there
 * is one; every update of a leased row carries the epoch of the lease.
 */
@ApplicationScoped
class InboundMails {

    /** The result of a reply whose writer was told that it came too late. */
    static final String EXPLAINED = "explained";

    private final AgroalDataSource dataSource;

    InboundMails(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * What is known of the notification that an address names.
     *
     * @param service slug of the service that had written
     * @param mails that came about it since the time that was asked about
     * @param replies the answers among them
     */
    record Known(String service, int mails, int replies) {}

    /** Empty when we never had such a notification. */
    Optional<Known> known(UUID notification, Instant since) {
        var sql =
                """
                select t.service, m.mails, m.replies
                from task t, lateral (
                    select count(*) as mails, count(*) filter (where purpose = 'reply') as replies
                    from inbound_mail m
                    where m.notification_id = t.notification_id and m.received_at > ?) as m
                where t.notification_id = ?
                """;
        return use(
                sql,
                statement -> {
                    instant(statement, 1, since);
                    statement.setObject(2, notification);
                    try (var rows = statement.executeQuery()) {
                        return rows.next()
                                ? Optional.of(
                                        new Known(
                                                rows.getString(1), rows.getInt(2), rows.getInt(3)))
                                : Optional.empty();
                    }
                });
    }

    /** Keeps it as due work, once however often it is brought. */
    void store(InboundMail mail) {
        var sql =
                """
                insert into inbound_mail (id, purpose, notification_id, step, attempt, service, day,
                    box, received_at, state, due_at, gives_up_at, failures, epoch)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'due', ?, ?, 0, 0)
                on conflict (id) do nothing
                """;
        use(
                sql,
                statement -> {
                    statement.setObject(1, mail.id());
                    statement.setString(2, mail.purpose().word());
                    statement.setObject(3, mail.attempt().notificationId());
                    statement.setInt(4, mail.attempt().step());
                    statement.setInt(5, mail.attempt().attempt());
                    statement.setString(6, mail.service());
                    statement.setObject(7, mail.box().day());
                    statement.setBytes(8, Base64.getUrlDecoder().decode(mail.box().box()));
                    instant(statement, 9, mail.receivedAt());
                    instant(statement, 10, mail.receivedAt());
                    instant(statement, 11, mail.givesUpAt());
                    return statement.executeUpdate();
                });
    }

    /**
     * What was sent, as far as a reply to it needs to know.
     *
     * @param proofCode that stands in it; absent when its plan never came
     */
    record Sent(Instant at, Optional<String> proofCode) {}

    /** Empty when we never sent such a notification. */
    Optional<Sent> sent(UUID notification) {
        var sql =
                """
                select routed_at, proof_code from task
                where notification_id = ? and routed_at is not null
                """;
        return use(
                sql,
                statement -> {
                    statement.setObject(1, notification);
                    try (var rows = statement.executeQuery()) {
                        return rows.next()
                                ? Optional.of(
                                        new Sent(
                                                rows.getObject(1, OffsetDateTime.class).toInstant(),
                                                Optional.ofNullable(rows.getString(2))))
                                : Optional.empty();
                    }
                });
    }

    /** Whether somebody was told since then that this notification is too old to be answered. */
    boolean hasExplained(UUID notification, Instant since) {
        var sql =
                """
                select 1 from inbound_mail
                where notification_id = ? and received_at > ? and result = ? limit 1
                """;
        return use(
                sql,
                statement -> {
                    statement.setObject(1, notification);
                    instant(statement, 2, since);
                    statement.setString(3, EXPLAINED);
                    try (var rows = statement.executeQuery()) {
                        return rows.next();
                    }
                });
    }

    /** Leases those whose time has come, oldest first; also those that a dead worker held. */
    List<InboundMail> claim(Set<Purpose> purposes, int atMost, Instant now, Instant leaseUntil) {
        var sql =
                """
                with mine as (
                    select id from inbound_mail
                    where state in ('due', 'leased') and due_at <= ? and purpose = any(?)
                    order by due_at limit ? for update skip locked
                )
                update inbound_mail m set state = 'leased', due_at = ?, epoch = epoch + 1
                from mine where m.id = mine.id
                returning m.id, m.purpose, m.notification_id, m.step, m.attempt, m.service, m.day,
                    m.box, m.received_at, m.gives_up_at, m.failures, m.epoch
                """;
        return use(
                sql,
                statement -> {
                    instant(statement, 1, now);
                    statement.setArray(
                            2,
                            statement
                                    .getConnection()
                                    .createArrayOf(
                                            "text",
                                            purposes.stream().map(Purpose::word).toArray()));
                    statement.setInt(3, atMost);
                    instant(statement, 4, leaseUntil);
                    var mails = new ArrayList<InboundMail>();
                    try (var rows = statement.executeQuery()) {
                        while (rows.next()) {
                            mails.add(mail(rows));
                        }
                    }
                    return mails;
                });
    }

    /** Says what it meant; false when the lease was lost, and so the caller must not commit. */
    boolean done(InboundMail mail, String result) {
        return end(mail, "done", result, "box");
    }

    /** Says what became of it, and keeps nothing of its content; false when the lease was lost. */
    boolean doneAndEmptied(InboundMail mail, String result) {
        return end(mail, "done", result, "null");
    }

    /** Nobody tries any more; false when the lease was lost. */
    boolean dead(InboundMail mail, String result) {
        return end(mail, "dead", result, "box");
    }

    private boolean end(InboundMail mail, String state, String result, String box) {
        var sql =
                """
                update inbound_mail set state = ?, result = ?, box = %s
                where id = ? and epoch = ? and state = 'leased'
                """
                        .formatted(box);
        return use(
                sql,
                statement -> {
                    statement.setString(1, state);
                    statement.setString(2, result);
                    statement.setObject(3, mail.id());
                    statement.setInt(4, mail.epoch());
                    return statement.executeUpdate() == 1;
                });
    }

    /** It failed, and is due again then; nothing happens when the lease was lost. */
    void putOff(InboundMail mail, Instant until) {
        var sql =
                """
                update inbound_mail set state = 'due', due_at = ?, failures = failures + 1
                where id = ? and epoch = ? and state = 'leased'
                """;
        use(
                sql,
                statement -> {
                    instant(statement, 1, until);
                    statement.setObject(2, mail.id());
                    statement.setInt(3, mail.epoch());
                    return statement.executeUpdate();
                });
    }

    /** Ends those that nobody could read in their time and nobody holds; returns how many. */
    int giveUp(int atMost, Instant now) {
        var sql =
                """
                update inbound_mail set state = 'dead', result = 'too-late'
                where id in (
                    select id from inbound_mail
                    where gives_up_at <= ?
                        and (state = 'due' or (state = 'leased' and due_at <= ?))
                    limit ? for update skip locked)
                """;
        return use(
                sql,
                statement -> {
                    instant(statement, 1, now);
                    instant(statement, 2, now);
                    statement.setInt(3, atMost);
                    return statement.executeUpdate();
                });
    }

    /** Deletes those that came before; returns how many. */
    int forget(int atMost, Instant before) {
        var sql =
                """
                delete from inbound_mail where id in (
                    select id from inbound_mail where received_at < ?
                    order by received_at limit ? for update skip locked)
                """;
        return use(
                sql,
                statement -> {
                    instant(statement, 1, before);
                    statement.setInt(2, atMost);
                    return statement.executeUpdate();
                });
    }

    /**
     * How many wait, and how many are dead.
     *
     * @param oldest since when the oldest one waits
     */
    record Count(long due, long dead, Duration oldest) {}

    Count count(Instant now) {
        var sql =
                """
                select (select count(*) from inbound_mail where state in ('due', 'leased')),
                    (select count(*) from inbound_mail where state = 'dead'),
                    (select min(received_at) from inbound_mail where state in ('due', 'leased'))
                """;
        return use(
                sql,
                statement -> {
                    try (var row = statement.executeQuery()) {
                        row.next();
                        var oldest = row.getObject(3, OffsetDateTime.class);
                        return new Count(
                                row.getLong(1),
                                row.getLong(2),
                                oldest == null
                                        ? Duration.ZERO
                                        : Duration.between(oldest.toInstant(), now));
                    }
                });
    }

    private static InboundMail mail(ResultSet row) throws SQLException {
        return new InboundMail(
                row.getObject("id", UUID.class),
                Purpose.valueOf(row.getString("purpose").toUpperCase(Locale.ROOT)),
                new Attempt(
                        row.getObject("notification_id", UUID.class),
                        row.getInt("step"),
                        row.getInt("attempt")),
                row.getString("service"),
                new Sealed(
                        row.getObject("day", LocalDate.class),
                        Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(row.getBytes("box"))),
                row.getObject("received_at", OffsetDateTime.class).toInstant(),
                row.getObject("gives_up_at", OffsetDateTime.class).toInstant(),
                row.getInt("failures"),
                row.getInt("epoch"));
    }

    private <T> T use(String sql, Work<T> work) {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(sql)) {
            return work.with(statement);
        } catch (SQLException failure) {
            throw new InboundFailedException(failure);
        }
    }

    private static void instant(PreparedStatement statement, int index, Instant value)
            throws SQLException {
        statement.setObject(index, value.atOffset(ZoneOffset.UTC));
    }

    /** What is done with a statement. */
    private interface Work<T> {

        T with(PreparedStatement statement) throws SQLException;
    }
}
