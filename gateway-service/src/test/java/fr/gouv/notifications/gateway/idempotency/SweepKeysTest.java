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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class SweepKeysTest {

    private final String service = "swept-" + UUID.randomUUID();

    @Inject AgroalDataSource dataSource;
    @Inject Digest digest;
    @Inject IdempotencyConfig config;
    @Inject IdempotencyKeys keys;
    @Inject InstantSource clock;

    @Test
    void removesWhatIsTooOldAndNothingElse() throws SQLException {
        var weekAgo = InstantSource.fixed(clock.instant().minus(config.keptFor()));
        var old = claims("old", config.sweepBatch() + 1);
        new IdempotencyKeys(dataSource, digest, config, weekAgo).reserve(old);
        keys.reserve(claims("young", 3));

        var removed = new SweepKeys(dataSource, config, clock).removeOld();

        assertThat(removed).isEqualTo(config.sweepBatch() + 1);
        assertThat(keys.reserve(claims("young", 3))).containsOnly(new Reservation.InProgress());
    }

    @Test
    void leavesItToTheReplicaThatIsSweeping() throws SQLException {
        var longAgo = InstantSource.fixed(clock.instant().minus(Duration.ofDays(30)));
        new IdempotencyKeys(dataSource, digest, config, longAgo).reserve(claims("held", 1));
        try (var other = dataSource.getConnection()) {
            other.setAutoCommit(false);
            try (var lock = other.createStatement()) {
                lock.execute("select pg_advisory_xact_lock(hashtext('idempotency-sweep'))");
            }

            assertThat(new SweepKeys(dataSource, config, clock).removeOld()).isZero();

            other.rollback();
            other.setAutoCommit(true);
        }
        assertThat(new SweepKeys(dataSource, config, clock).removeOld()).isEqualTo(1);
    }

    private List<Claim> claims(String name, int count) {
        return IntStream.range(0, count)
                .mapToObj(
                        i ->
                                new Claim(
                                        service,
                                        IdempotencyKey.ofRequest(name + i),
                                        UUID.randomUUID(),
                                        new Fingerprint(Map.of("template", "x"))))
                .toList();
    }
}
