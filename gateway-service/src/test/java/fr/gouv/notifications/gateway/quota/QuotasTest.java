package fr.gouv.notifications.gateway.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import fr.gouv.notifications.gateway.problem.Refused;
import fr.gouv.notifications.gateway.problem.StorageAway;
import fr.gouv.notifications.gateway.testing.Tenancy;
import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWireMock;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two replicas of the gateway, on one database. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class QuotasTest {

    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    @OidcWireMock WireMockServer server;

    @Inject Uses uses;
    @Inject QuotaConfig config;
    @Inject SetLimits setting;
    @Inject AgroalDataSource dataSource;

    private final Clock clock = new Clock();
    private String service;
    private Quotas one;
    private Quotas other;

    @BeforeEach
    void startTwoReplicas() {
        service = Tenancy.begun(server);
        one = new Quotas(uses, config, clock);
        other = new Quotas(uses, config, clock);
    }

    @Test
    void manyAtTwoReplicasReachTheLimitAndNeverExceedIt() throws Exception {
        limit(Limit.EMAIL_PER_DAY, 5_000);
        var callers = new ArrayList<Callable<Long>>();
        for (var i = 0; i < 8; i++) {
            var replica = i % 2 == 0 ? one : other;
            var atOnce = i < 4 ? 1 : 7;
            callers.add(() -> takeAll(replica, atOnce));
        }

        var taken = 0L;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var caller : threads.invokeAll(callers)) {
                taken += caller.get();
            }
        }

        assertThat(taken).isEqualTo(5_000);
        assertThat(uses.reserved(service, NOON)).containsEntry(Limit.EMAIL_PER_DAY, 5_000L);
    }

    @Test
    void manyAskTheDatabaseSeldomWhileTheLimitIsFar() {
        var asked = new Counted();
        var replica = new Quotas(asked, config, clock);

        for (var i = 0; i < 100_000; i++) {
            assertThat(take(replica, Limit.EMAIL_PER_DAY, 1)).isEqualTo(1);
        }

        assertThat(asked.times).isLessThan(20);
    }

    @Test
    void whatOneHoldsAndDoesNotUseTheOtherGetsLater() {
        limit(Limit.EMAIL_PER_DAY, 1_000);
        take(one, Limit.EMAIL_PER_DAY, 1);
        assertThat(take(other, Limit.EMAIL_PER_DAY, 1_000)).isEqualTo(990);

        clock.now = NOON.plus(config.keptFor()).minusMillis(1);
        one.tidy();
        assertThat(take(other, Limit.EMAIL_PER_DAY, 1_000)).isZero();
        clock.now = NOON.plus(config.keptFor());
        one.tidy();

        clock.now = clock.now.plusSeconds(1);
        assertThat(take(other, Limit.EMAIL_PER_DAY, 1_000)).isEqualTo(9);
        assertThat(uses.reserved(service, NOON)).containsEntry(Limit.EMAIL_PER_DAY, 1_000L);
    }

    @Test
    void aReplicaThatStopsLeavesItsReserveToOthers() {
        limit(Limit.EMAIL_PER_DAY, 1_000);
        take(one, Limit.EMAIL_PER_DAY, 1);

        one.stop(new ShutdownEvent());

        assertThat(take(other, Limit.EMAIL_PER_DAY, 1_000)).isEqualTo(999);
    }

    @Test
    void countsFromNothingInTheNextWindow() {
        limit(Limit.REQUESTS_PER_MINUTE, 3);
        assertThat(take(one, Limit.REQUESTS_PER_MINUTE, 4)).isEqualTo(3);
        assertThat(take(one, Limit.REQUESTS_PER_MINUTE, 1)).isZero();

        clock.now = NOON.plusSeconds(60);

        assertThat(take(one, Limit.REQUESTS_PER_MINUTE, 4)).isEqualTo(3);
        clock.now = NOON.plusSeconds(59);
        assertThat(take(one, Limit.REQUESTS_PER_MINUTE, 1)).isZero();
    }

    @Test
    void aReserveOfAnEndedWindowIsNobodys() {
        limit(Limit.REQUESTS_PER_MINUTE, 1_000);
        take(one, Limit.REQUESTS_PER_MINUTE, 1);
        var takenAt = clock.now;
        clock.now = NOON.plusSeconds(60);
        take(one, Limit.REQUESTS_PER_MINUTE, 1);

        allowance(one, Limit.REQUESTS_PER_MINUTE).giveBack(1, takenAt);
        one.stop(new ShutdownEvent());

        assertThat(uses.reserved(service, clock.now)).containsEntry(Limit.REQUESTS_PER_MINUTE, 1L);
    }

    @Test
    void aLimitBelowWhatIsUsedLetsNothingThrough() {
        limit(Limit.SMS_PER_MONTH, 10);
        assertThat(take(one, Limit.SMS_PER_MONTH, 6)).isEqualTo(6);

        limit(Limit.SMS_PER_MONTH, 5);

        clock.now = NOON.plusSeconds(1);
        assertThat(take(other, Limit.SMS_PER_MONTH, 1)).isZero();
        assertThat(take(one, Limit.SMS_PER_MONTH, 1)).isZero();
        assertThat(allowance(one, Limit.SMS_PER_MONTH).standing().left()).isZero();
        limit(Limit.SMS_PER_MONTH, 7);
        clock.now = NOON.plusSeconds(2);
        assertThat(take(other, Limit.SMS_PER_MONTH, 2)).isEqualTo(1);
    }

    @Test
    void isAskedAgainOnlyAfterAWhileWhenTheLimitIsReached() {
        limit(Limit.EMAIL_PER_DAY, 1);
        var asked = new Counted();
        var replica = new Quotas(asked, config, clock);

        for (var i = 0; i < 1_000; i++) {
            take(replica, Limit.EMAIL_PER_DAY, 1);
        }

        assertThat(asked.times).isLessThanOrEqualTo(2);
        clock.now = NOON.plus(config.believedFor());
        take(replica, Limit.EMAIL_PER_DAY, 1);
        assertThat(asked.times).isLessThanOrEqualTo(3);
    }

    @Test
    void nothingIsLostWhenTheDatabaseIsAway() {
        limit(Limit.EMAIL_PER_DAY, 1_000);
        var storage = new Counted();
        var replica = new Quotas(storage, config, clock);
        take(replica, Limit.EMAIL_PER_DAY, 1);
        storage.isAway = true;
        clock.now = NOON.plus(config.keptFor());

        replica.tidy();

        assertThat(take(replica, Limit.EMAIL_PER_DAY, 9)).isEqualTo(9);
        assertThatThrownBy(() -> take(replica, Limit.EMAIL_PER_DAY, 1)).isInstanceOf(Refused.class);
        storage.isAway = false;
        clock.now = clock.now.plus(config.believedFor());
        assertThat(take(replica, Limit.EMAIL_PER_DAY, 1_000)).isEqualTo(990);
    }

    @Test
    void notEverybodyWaitsForADatabaseThatIsAway() {
        var storage = new Counted();
        storage.isAway = true;
        var replica = new Quotas(storage, config, clock);

        for (var i = 0; i < 1_000; i++) {
            assertThatThrownBy(() -> take(replica, Limit.EMAIL_PER_DAY, 1))
                    .isInstanceOf(Refused.class);
        }

        assertThat(storage.times).isEqualTo(1);
        clock.now = NOON.plus(config.believedFor());
        storage.isAway = false;
        assertThat(take(replica, Limit.EMAIL_PER_DAY, 1)).isEqualTo(1);
    }

    @Test
    void oldWindowsAreForgotten() throws Exception {
        take(one, Limit.REQUESTS_PER_MINUTE, 1);
        take(one, Limit.EMAIL_PER_DAY, 1);

        uses.forget(NOON.plus(config.rememberedFor()).plusSeconds(61), 10_000);

        assertThat(uses.reserved(service, NOON))
                .containsEntry(Limit.REQUESTS_PER_MINUTE, 0L)
                .containsEntry(Limit.EMAIL_PER_DAY, 10L);
    }

    private long takeAll(Quotas replica, long atOnce) {
        var all = 0L;
        long taken;
        do {
            taken = take(replica, Limit.EMAIL_PER_DAY, atOnce);
            all += taken;
        } while (taken > 0);
        return all;
    }

    private long take(Quotas replica, Limit limit, long amount) {
        return allowance(replica, limit).take(amount, clock.now);
    }

    private Allowance allowance(Quotas replica, Limit limit) {
        return replica.allowance(new Uses.Key(service, limit));
    }

    private void limit(Limit limit, long size) {
        setting.set(service, Map.of(limit, size), "test");
    }

    /** Counts how often the database is asked, and can be away. */
    private final class Counted extends Uses {

        private int times;
        private boolean isAway;

        Counted() {
            super(dataSource, config);
        }

        @Override
        Grant reserve(Key key, Window window, LongUnaryOperator wish) {
            times++;
            mustBeThere();
            return super.reserve(key, window, wish);
        }

        @Override
        void giveBack(List<Unused> unused) {
            mustBeThere();
            super.giveBack(unused);
        }

        private void mustBeThere() {
            if (isAway) {
                throw StorageAway.refused();
            }
        }
    }

    private static final class Clock implements InstantSource {

        private Instant now = NOON;

        @Override
        public Instant instant() {
            return now;
        }
    }
}
