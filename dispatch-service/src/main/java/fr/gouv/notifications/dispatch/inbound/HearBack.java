package fr.gouv.notifications.dispatch.inbound;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.DeliveryReported;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.dispatch.inbound.ReturnPath.Attempt;
import fr.gouv.notifications.dispatch.reputation.Reputation;
import fr.gouv.notifications.eventing.Outbox;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Believes what a mail to a signed return path says about its attempt. Nothing of the mail is kept:
 * what it means is durable when this returns.
 */
@ApplicationScoped
class HearBack {

    private static final Logger LOG = Logger.getLogger(HearBack.class);

    private final AgroalDataSource dataSource;
    private final Outbox outbox;
    private final Reputation reputation;
    private final MeterRegistry registry;
    private final InstantSource clock;

    HearBack(
            AgroalDataSource dataSource,
            Outbox outbox,
            Reputation reputation,
            MeterRegistry registry,
            InstantSource clock) {
        this.dataSource = dataSource;
        this.outbox = outbox;
        this.reputation = reputation;
        this.registry = registry;
        this.clock = clock;
    }

    /**
     * Applies the mail, once however often it comes; returns what it was taken for.
     *
     * @throws InboundFailedException when the database is away or the attempt is still open: it has to come again
     */
    String hear(Attempt attempt, byte[] mail) {
        var heard = Reports.read(mail);
        var evidence =
                heard instanceof Heard.Delivery(_, var quoted)
                        ? quoted.of(attempt)
                        : Heard.Evidence.NONE;
        var result =
                switch (heard) {
                    case Heard.Delivery _ when evidence == Heard.Evidence.CONTRADICTS ->
                            "contradicted";
                    case Heard.Delivery delivery -> delivery(attempt, delivery.verdict());
                    case Heard.Complaint _ -> "complaint";
                    case Heard.Receipt _ -> "receipt";
                    case Heard.AutomaticReply _ -> "automatic-reply";
                    case Heard.Unreadable _ -> "not-a-report";
                };
        registry.counter(
                        "notifications.dispatch.heard",
                        "result",
                        result,
                        "evidence",
                        evidence.word())
                .increment();
        LOG.infof("%s: mail came back, %s", attempt.notificationId(), result);
        return result;
    }

    private String delivery(Attempt attempt, Heard.Recipient recipient) {
        var bounceClass = recipient.bounceClass();
        return switch (recipient.action()) {
            case DELAYED -> "delayed";
            case RELAYED -> "relayed";
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

    private String apply(
            Attempt attempt,
            String result,
            DeliveryReport report,
            @Nullable Reason reason,
            @Nullable String code) {
        var meant =
                QuarkusTransaction.requiringNew()
                        .call(
                                () -> {
                                    var found = change(attempt, result, code);
                                    found.ifPresent(it -> tell(it, attempt, report, reason, code));
                                    return found;
                                });
        if (report == DeliveryReport.BOUNCED) {
            meant.ifPresent(it -> reputation.bounced(it.service(), reason));
        }
        return meant.isPresent() ? result : "repeated-or-unknown";
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
                    throw new InboundFailedException(
                            new IllegalStateException("the attempt is still open"));
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
                report == DeliveryReport.BOUNCED ? meant.addressDigest() : null);
    }
}
