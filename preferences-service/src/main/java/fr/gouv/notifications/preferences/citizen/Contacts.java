package fr.gouv.notifications.preferences.citizen;

import fr.gouv.notifications.contracts.Channel;
import io.agroal.api.AgroalDataSource;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The contact points of all citizens in the database. */
@ApplicationScoped
class Contacts implements PanacheRepositoryBase<Contact, Contact.Key> {

    private static final String OF_ALL =
            """
            select service, citizen_digest, channel, sealed_address from contact
            where (service, citizen_digest) in (select * from unnest(?::text[], ?::text[]))
            """;

    private static final String PUT =
            """
            insert into contact (service, citizen_digest, channel, address_digest, sealed_address, updated_at)
            values (:service, :citizen, :channel, :digest, :sealed, :now)
            on conflict (service, citizen_digest, channel) do update
            set address_digest = excluded.address_digest, sealed_address = excluded.sealed_address,
                updated_at = excluded.updated_at
            """;

    private final AgroalDataSource dataSource;

    Contacts(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    List<Contact> of(CitizenKey citizen) {
        return list(
                "key.service = ?1 and key.citizenDigest = ?2", citizen.service(), citizen.digest());
    }

    /** Writes one address over the one before; two writers at once leave the later one. */
    void put(CitizenKey citizen, Channel channel, String digest, String sealed, Instant now) {
        getEntityManager()
                .createNativeQuery(PUT)
                .setParameter("service", citizen.service())
                .setParameter("citizen", citizen.digest())
                .setParameter("channel", channel.name())
                .setParameter("digest", digest)
                .setParameter("sealed", sealed)
                .setParameter("now", now)
                .executeUpdate();
    }

    void remove(CitizenKey citizen) {
        delete("key.service = ?1 and key.citizenDigest = ?2", citizen.service(), citizen.digest());
    }

    void remove(CitizenKey citizen, Channel channel) {
        deleteById(new Contact.Key(citizen.service(), citizen.digest(), channel));
    }

    /** The sealed addresses of these citizens with one statement; who has none is absent. */
    Map<CitizenKey, Map<Channel, String>> ofAll(Collection<CitizenKey> citizens) {
        Map<CitizenKey, Map<Channel, String>> boxes = HashMap.newHashMap(citizens.size());
        if (citizens.isEmpty()) {
            return boxes;
        }
        try (var connection = dataSource.getConnection();
                var select = connection.prepareStatement(OF_ALL)) {
            var services = citizens.stream().map(CitizenKey::service).toArray();
            var digests = citizens.stream().map(CitizenKey::digest).toArray();
            select.setArray(1, connection.createArrayOf("text", services));
            select.setArray(2, connection.createArrayOf("text", digests));
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    boxes.computeIfAbsent(
                                    new CitizenKey(rows.getString(1), rows.getString(2)),
                                    _ -> new EnumMap<>(Channel.class))
                            .put(Channel.valueOf(rows.getString(3)), rows.getString(4));
                }
            }
            return boxes;
        } catch (SQLException e) {
            throw new StorageFailed("contacts could not be read", e);
        }
    }
}
