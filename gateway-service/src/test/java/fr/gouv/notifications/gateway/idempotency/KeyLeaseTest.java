package fr.gouv.notifications.gateway.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.eventing.Digest;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class KeyLeaseTest {

    @Inject AgroalDataSource dataSource;
    @Inject Digest digest;
    @Inject IdempotencyConfig config;
    @Inject IdempotencyKeys keys;
    @Inject InstantSource clock;

    /** A failure run found it: after a restart with a right clock the same request was refused. */
    @ParameterizedTest
    @ValueSource(strings = {"PT2M", "PT-2M"})
    void aReplicaWithAWrongClockHoldsAKeyAsLongAsTheOthers(String wrong) throws SQLException {
        var replica =
                new IdempotencyKeys(
                        dataSource,
                        digest,
                        config,
                        InstantSource.fixed(clock.instant().plus(Duration.parse(wrong))));
        var service = "lease-" + UUID.randomUUID();
        var claim =
                List.of(
                        new Claim(
                                service,
                                IdempotencyKey.ofRequest("key"),
                                UUID.randomUUID(),
                                new Fingerprint(Map.of("template", "x"))));
        assertThat(replica.reserve(claim).getFirst()).isInstanceOf(Reservation.Ours.class);

        assertThat(keys.reserve(claim)).containsExactly(new Reservation.InProgress());
        try (var connection = dataSource.getConnection();
                var lapse =
                        connection.prepareStatement(
                                "update idempotency set leased_until = leased_until - ?"
                                        + " * interval '1 millisecond' where service = ?")) {
            lapse.setLong(1, config.lease().toMillis());
            lapse.setString(2, service);
            assertThat(lapse.executeUpdate()).isEqualTo(1);
        }
        assertThat(keys.reserve(claim).getFirst()).isInstanceOf(Reservation.Ours.class);
    }
}
