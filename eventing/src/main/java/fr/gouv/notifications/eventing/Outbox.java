package fr.gouv.notifications.eventing;

import static jakarta.transaction.Transactional.TxType.MANDATORY;

import fr.gouv.notifications.contracts.Fact;
import fr.gouv.notifications.contracts.Topics;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/**
 * Facts that wait for the broker in the database of the service that tells them. They are told if
 * and only if the transaction that wrote them commits; the {@link OutboxRelay} does the telling.
 */
@ApplicationScoped
public class Outbox {

    private final AgroalDataSource dataSource;
    private final OutboxRelay relay;
    private final TransactionSynchronizationRegistry transactions;

    Outbox(
            AgroalDataSource dataSource,
            OutboxRelay relay,
            TransactionSynchronizationRegistry transactions) {
        this.dataSource = dataSource;
        this.relay = relay;
        this.transactions = transactions;
    }

    /** Adds a fact to the caller's transaction: it is told if and only if that transaction commits. */
    @Transactional(MANDATORY)
    public void tell(Fact fact) {
        tellAll(List.of(fact));
    }

    /** Adds facts to the caller's transaction, in this order, with one statement. */
    @Transactional(MANDATORY)
    public void tellAll(Collection<? extends Fact> facts) {
        if (facts.isEmpty()) {
            return;
        }
        var topics = facts.stream().map(Topics::of).toArray();
        var keys = facts.stream().map(Fact::subject).toArray();
        var eventIds = facts.stream().map(Envelope::eventId).toArray();
        var types = facts.stream().map(fact -> Envelope.typeOf(fact.getClass())).toArray();
        var times = facts.stream().map(fact -> fact.occurredAt().toString()).toArray();
        var values = facts.stream().map(FactJson::write).toArray(byte[][]::new);
        try (var connection = dataSource.getConnection();
                var insert =
                        connection.prepareStatement(
                                """
                                insert into outbox (topic, key, event_id, type, time, fact)
                                select * from unnest(
                                    ?::text[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::bytea[])
                                """)) {
            insert.setArray(1, connection.createArrayOf("text", topics));
            insert.setArray(2, connection.createArrayOf("uuid", keys));
            insert.setArray(3, connection.createArrayOf("uuid", eventIds));
            insert.setArray(4, connection.createArrayOf("text", types));
            insert.setArray(5, connection.createArrayOf("text", times));
            insert.setArray(6, connection.createArrayOf("bytea", values));
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new OutboxFailed("cannot write " + facts.size() + " facts", e);
        }
        transactions.registerInterposedSynchronization(new WakeAfterCommit());
    }

    private final class WakeAfterCommit implements Synchronization {

        @Override
        public void beforeCompletion() {
            // The facts are rows like any other: they commit or vanish with the transaction.
        }

        @Override
        public void afterCompletion(int status) {
            if (status == Status.STATUS_COMMITTED) {
                relay.wake();
            }
        }
    }

    /** The database refused the outbox; the caller's transaction must not commit. */
    public static final class OutboxFailed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        OutboxFailed(String message, SQLException cause) {
            super(message, cause);
        }
    }
}
