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
import java.util.function.Function;

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
        // As texts, which the driver sends in binary; anything else it writes letter by letter.
        var topics = texts(facts, Topics::of);
        var keys = texts(facts, fact -> fact.subject().toString());
        var eventIds = texts(facts, fact -> Envelope.eventId(fact).toString());
        var types = texts(facts, fact -> Envelope.typeOf(fact.getClass()));
        var times = texts(facts, fact -> fact.occurredAt().toString());
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
            insert.setArray(2, connection.createArrayOf("text", keys));
            insert.setArray(3, connection.createArrayOf("text", eventIds));
            insert.setArray(4, connection.createArrayOf("text", types));
            insert.setArray(5, connection.createArrayOf("text", times));
            insert.setArray(6, connection.createArrayOf("bytea", values));
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new OutboxFailed("cannot write " + facts.size() + " facts", e);
        }
        transactions.registerInterposedSynchronization(new WakeAfterCommit());
    }

    private static String[] texts(Collection<? extends Fact> facts, Function<Fact, String> column) {
        return facts.stream().map(column).toArray(String[]::new);
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
