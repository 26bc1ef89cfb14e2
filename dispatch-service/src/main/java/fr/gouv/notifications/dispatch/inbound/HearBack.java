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
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Believes what a mail to a signed return path says about its attempt. */
@ApplicationScoped
class HearBack {

    private final AgroalDataSource dataSource;
    private final Attempts attempts;
    private final Outbox outbox;
    private final Reputation reputation;
    private final InstantSource clock;

    HearBack(
            AgroalDataSource dataSource,
            Attempts attempts,
            Outbox outbox,
            Reputation reputation,
            InstantSource clock) {
        this.dataSource = dataSource;
        this.attempts = attempts;
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
        outbox.tell(fact(new Meant(service, null), attempt, DeliveryReport.REPLIED));
    }

    private Heed delivery(Attempt attempt, Heard.Recipient recipient) {
        var bounceClass = recipient.bounceClass();
        return switch (recipient.action()) {
            case DELAYED -> new Heed("delayed");
            case RELAYED -> new Heed("relayed");
            case DELIVERED, EXPANDED ->
                    attempts.arrived(attempt, recipient.code())
                            .map(_ -> new Heed("delivered"))
                            .orElseGet(() -> unchanged(attempt));
            case FAILED -> {
                var reason = bounceClass == null ? Reason.REFUSED : bounceClass.reason();
                yield attempts.cameBack(attempt, reason, recipient.code())
                        .map(
                                service ->
                                        new Heed(
                                                "bounced",
                                                () -> reputation.bounced(service, reason)))
                        .orElseGet(() -> unchanged(attempt));
            }
        };
    }

    private Heed complaint(Attempt attempt) {
        var meant = complain(attempt).orElse(null);
        if (meant == null) {
            return unchanged(attempt);
        }
        outbox.tell(fact(meant, attempt, DeliveryReport.COMPLAINED));
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
            return Optional.empty();
        } catch (SQLException failure) {
            throw new InboundFailedException(failure);
        }
    }

    /**
     * Which service wrote, and to whom.
     *
     * @param addressDigest as it came with the step; absent when the step had none
     */
    private record Meant(String service, @Nullable String addressDigest) {}

    /** A quick relay sends it back before its taking is written down. */
    private Heed unchanged(Attempt attempt) {
        if (attempts.isOpen(attempt)) {
            throw new AttemptIsOpen();
        }
        return new Heed("repeated-or-unknown");
    }

    private DeliveryReported fact(Meant meant, Attempt attempt, DeliveryReport report) {
        return new DeliveryReported(
                attempt.notificationId(),
                clock.instant(),
                meant.service(),
                Channel.EMAIL,
                attempt.step(),
                attempt.attempt(),
                report,
                null,
                null,
                null,
                null,
                null,
                meant.addressDigest());
    }

    /** The attempt has no result yet that could be taken back. */
    static final class AttemptIsOpen extends RuntimeException {

        private static final long serialVersionUID = 1L;

        AttemptIsOpen() {
            super("the attempt is still open", null, false, false);
        }
    }
}
