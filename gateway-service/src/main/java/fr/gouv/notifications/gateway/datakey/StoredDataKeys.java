package fr.gouv.notifications.gateway.datakey;

import fr.gouv.notifications.eventing.DataKeys;
import fr.gouv.notifications.eventing.Unavailable;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.narayana.jta.QuarkusTransactionException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * The data keys, unwrapped. The key of a day comes into being when it is first asked for on that
 * day; two replicas that ask at once get the same one.
 */
@ApplicationScoped
public class StoredDataKeys implements DataKeys {

    private final WrappedKeys keys;
    private final MasterKey master;
    private final InstantSource clock;

    StoredDataKeys(WrappedKeys keys, MasterKey master, InstantSource clock) {
        this.keys = keys;
        this.master = master;
        this.clock = clock;
    }

    @Override
    public byte[] keyOf(String service, LocalDate day) throws Erased {
        return switch (find(service, day)) {
            case Found.Key(var key) -> key;
            case Found.Destroyed _, Found.Never _ -> throw new Erased(service, day);
        };
    }

    /** What there is for this service and day; a key of today is made if need be. */
    Found find(String service, LocalDate day) {
        try {
            var found = QuarkusTransaction.joiningExisting().call(() -> existing(service, day));
            if (found.isPresent() || !mayBegin(day)) {
                return found.orElseGet(Found.Never::new);
            }
            return QuarkusTransaction.requiringNew()
                    .call(
                            () -> {
                                keys.add(
                                        service,
                                        day,
                                        master.wrap(master.newDataKey(), service, day),
                                        clock.instant());
                                return existing(service, day).orElseGet(Found.Never::new);
                            });
        } catch (PersistenceException | QuarkusTransactionException e) {
            throw new Unavailable("the database gave no data key", e);
        }
    }

    private Optional<Found> existing(String service, LocalDate day) {
        return keys.findByIdOptional(new WrappedKey.Name(service, day))
                .map(
                        key -> {
                            var wrapped = key.wrapped();
                            return wrapped == null
                                    ? new Found.Destroyed()
                                    : new Found.Key(master.unwrap(wrapped, service, day));
                        });
    }

    /** Clocks of replicas differ a little around midnight. */
    private boolean mayBegin(LocalDate day) {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return !day.isBefore(today.minusDays(1)) && !day.isAfter(today.plusDays(1));
    }

    /** What there can be for a service and a day. */
    sealed interface Found {

        /** The key, 32 bytes. */
        @SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
        record Key(byte[] key) implements Found {

            /** Says nothing of the key. */
            @Override
            public String toString() {
                return "Key[…]";
            }
        }

        /** There was one: what it sealed is gone for good. */
        record Destroyed() implements Found {}

        /** Nothing was ever sealed on that day, or there is no such service. */
        record Never() implements Found {}
    }
}
