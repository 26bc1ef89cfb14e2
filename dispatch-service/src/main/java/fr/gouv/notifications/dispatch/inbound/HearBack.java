package fr.gouv.notifications.dispatch.inbound;

import static jakarta.transaction.Transactional.TxType.MANDATORY;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.DeliveryReported;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.dispatch.inbound.ReturnPath.Attempt;
import fr.gouv.notifications.dispatch.inbound.ReturnPath.Purpose;
import fr.gouv.notifications.dispatch.reputation.Reputation;
import fr.gouv.notifications.eventing.Outbox;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Believes what a mail to a signed return path says about its attempt. */
@ApplicationScoped
class HearBack {

    private final AgroalDataSource dataSource;
    private final Outbox outbox;
    private final Reputation reputation;
    private final InstantSource clock;

    HearBack(
            AgroalDataSource dataSource,
            Outbox outbox,
            Reputation reputation,
            InstantSource clock) {
        this.dataSource = dataSource;
        this.outbox = outbox;
        this.reputation = reputation;
        this.clock = clock;
    }

    /**
     * What a mail was taken for.
     *
     * @param result as it is counted
     * @param whenDurable to be run after the commit
     */
    record Heed(String result, Runnable whenDurable) {

        /** Nothing remains to be done. */
        Heed(String result) {
            this(result, () -> {});
        }
    }

    /**
     * Applies what was heard in the caller's transaction, once however often it comes.
     *
     * @throws AttemptIsOpen when the attempt is still being written down: it has to be read again
     * @throws InboundFailedException when the database is away
     */
    @Transactional(MANDATORY)
    Heed hear(Purpose purpose, Attempt attempt, Heard heard) {
        return switch (heard) {
            case Heard.Delivery _ when purpose != Purpose.BOUNCE -> new Heed("misplaced");
            case Heard.Delivery(_, var quoted)
                    when quoted.of(attempt) == Heard.Evidence.CONTRADICTS ->
                    new Heed("contradicted");
            case Heard.Delivery delivery -> delivery(attempt, delivery.verdict());
            case Heard.Complaint(var unwanted) ->
                    unwanted ? complaint(attempt) : new Heed("other-feedback");
            case Heard.Receipt _ -> new Heed("receipt");
            case Heard.AutomaticReply _ -> new Heed("automatic-reply");
            case Heard.Unreadable _ -> new Heed("not-a-report");
        };
    }

    /** Tells in the caller's transaction that the citizen answered; told again, it is the same fact. */
    @Transactional(MANDATORY)
    void replied(Attempt attempt, String service) {
        outbox.tell(
                fact(
                        new Meant(service, null),
                        attempt,
                        clock.instant(),
                        DeliveryReport.REPLIED,
                        null,
                        null));
    }

    private Heed delivery(Attempt attempt, Heard.Recipient recipient) {
        var bounceClass = recipient.bounceClass();
        return switch (recipient.action()) {
            case DELAYED -> new Heed("delayed");
            case RELAYED -> new Heed("relayed");
            case DELIVERED, EXPANDED ->
                    apply(attempt, "delivered", DeliveryReport.DELIVERED, null, recipient.code());
            case FAILED ->
                    apply(
                            attempt,
                            "bounced",
                            DeliveryReport.BOUNCED,
                            bounceClass == null ? Reason.REFUSED : bounceClass.reason(),
                            recipient.code());
        };
    }

    private Heed complaint(Attempt attempt) {
        var meant = complain(attempt).orElse(null);
        if (meant == null) {
            return new Heed("repeated-or-unknown");
        }
        outbox.tell(fact(meant, attempt, clock.instant(), DeliveryReport.COMPLAINED, null, null));
        return new Heed("complained", () -> reputation.complained(meant.service()));
    }

    /** Remembers it, unless the citizen complained of this notification before. */
    private Optional<Meant> complain(Attempt attempt) {
        var sql =
                """
                with one as (
                    select notification_id, service from task where notification_id = ? for update
                )
                update attempt a set complained_at = ?
                from one
                where a.notification_id = one.notification_id and a.step = ? and a.number = ?
                    and a.ended_at is not null
                    and not exists (
                        select 1 from attempt o
                        where o.notification_id = one.notification_id and o.complained_at is not null)
                returning one.service, a.address_digest
                """;
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(sql)) {
            statement.setObject(1, attempt.notificationId());
            statement.setObject(2, clock.instant().atOffset(ZoneOffset.UTC));
            statement.setInt(3, attempt.step());
            statement.setInt(4, attempt.attempt());
            try (var rows = statement.executeQuery()) {
                if (rows.next()) {
                    return Optional.of(new Meant(rows.getString(1), rows.getString(2)));
                }
            }
            refuseTooEarly(connection, attempt);
            return Optional.empty();
        } catch (SQLException failure) {
            throw new InboundFailedException(failure);
        }
    }

    private Heed apply(
            Attempt attempt,
            String result,
            DeliveryReport report,
            @Nullable Reason reason,
            @Nullable String code) {
        var meant = change(attempt, result, code).orElse(null);
        if (meant == null) {
            return new Heed("repeated-or-unknown");
        }
        tell(meant, attempt, report, reason, code);
        return report == DeliveryReport.BOUNCED
                ? new Heed(result, () -> reputation.bounced(meant.service(), reason))
                : new Heed(result);
    }

    /**
     * Which service wrote, and to whom.
     *
     * @param addressDigest as it came with the step; absent when the step had none
     */
    private record Meant(String service, @Nullable String addressDigest) {}

    /** Changes the attempt and its task if they still wait for this news. */
    private Optional<Meant> change(Attempt attempt, String result, @Nullable String code) {
        // What was delivered can still bounce, and what bounced is not delivered any more.
        var sql =
                """
                with heard as (
                    update attempt set result = ?, code = coalesce(?, code)
                    where notification_id = ? and step = ? and number = ?
                        and result = any (case ? when 'bounced'
                            then array['handed-over', 'delivered'] else array['handed-over'] end)
                    returning notification_id, address_digest
                )
                update task t
                set state = 'done', result = case when t.state = 'sent' then ? else t.result end
                from heard h
                where t.notification_id = h.notification_id and t.state in ('sent', 'done')
                returning t.service, h.address_digest
                """;
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(sql)) {
            statement.setString(1, result);
            statement.setString(2, code);
            statement.setObject(3, attempt.notificationId());
            statement.setInt(4, attempt.step());
            statement.setInt(5, attempt.attempt());
            statement.setString(6, result);
            statement.setString(7, result);
            try (var rows = statement.executeQuery()) {
                if (rows.next()) {
                    return Optional.of(new Meant(rows.getString(1), rows.getString(2)));
                }
            }
            refuseTooEarly(connection, attempt);
            return Optional.empty();
        } catch (SQLException failure) {
            throw new InboundFailedException(failure);
        }
    }

    /** A quick relay sends it back before its taking is written down. */
    private static void refuseTooEarly(Connection connection, Attempt attempt) throws SQLException {
        var sql =
                """
                select 1 from attempt
                where notification_id = ? and step = ? and number = ? and ended_at is null
                """;
        try (var statement = connection.prepareStatement(sql)) {
            statement.setObject(1, attempt.notificationId());
            statement.setInt(2, attempt.step());
            statement.setInt(3, attempt.attempt());
            try (var rows = statement.executeQuery()) {
                if (rows.next()) {
                    throw new AttemptIsOpen();
                }
            }
        }
    }

    private void tell(
            Meant meant,
            Attempt attempt,
            DeliveryReport report,
            @Nullable Reason reason,
            @Nullable String code) {
        var now = clock.instant();
        var first = fact(meant, attempt, now, report, reason, code);
        outbox.tellAll(
                report == DeliveryReport.BOUNCED
                        ? List.of(
                                first,
                                fact(meant, attempt, now, DeliveryReport.FINISHED, reason, code))
                        : List.of(first));
    }

    private static DeliveryReported fact(
            Meant meant,
            Attempt attempt,
            Instant now,
            DeliveryReport report,
            @Nullable Reason reason,
            @Nullable String code) {
        return new DeliveryReported(
                attempt.notificationId(),
                now,
                meant.service(),
                Channel.EMAIL,
                attempt.step(),
                attempt.attempt(),
                report,
                reason,
                code,
                null,
                null,
                null,
                switch (report) {
                    case BOUNCED, COMPLAINED -> meant.addressDigest();
                    default -> null;
                });
    }

    /** The attempt has no result yet that could be taken back. */
    static final class AttemptIsOpen extends RuntimeException {

        private static final long serialVersionUID = 1L;

        AttemptIsOpen() {
            super("the attempt is still open", null, false, false);
        }
    }
}
