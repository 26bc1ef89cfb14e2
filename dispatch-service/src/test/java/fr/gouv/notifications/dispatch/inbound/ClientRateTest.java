package fr.gouv.notifications.dispatch.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ClientRateTest {

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-11-27T10:00:00Z"));
    private final ClientRate rate = new ClientRate(60, now::get);

    @Test
    void letsAMinutesMailsPassAndThenOneASecond() throws UnknownHostException {
        var client = InetAddress.getByName("192.0.2.1");
        for (var i = 0; i < 60; i++) {
            assertThat(rate.allows(client)).isTrue();
        }
        assertThat(rate.allows(client)).isFalse();

        now.updateAndGet(it -> it.plus(Duration.ofSeconds(2)));

        assertThat(rate.allows(client)).isTrue();
        assertThat(rate.allows(client)).isTrue();
        assertThat(rate.allows(client)).isFalse();
        assertThat(rate.allows(InetAddress.getByName("192.0.2.2"))).isTrue();
    }

    @Test
    void takesAnIpv6NetworkForOneClient() throws UnknownHostException {
        for (var i = 0; i < 60; i++) {
            assertThat(rate.allows(InetAddress.getByName("2001:db8:1:2::" + i))).isTrue();
        }

        assertThat(rate.allows(InetAddress.getByName("2001:db8:1:2:ffff::1"))).isFalse();
        assertThat(rate.allows(InetAddress.getByName("2001:db8:1:3::1"))).isTrue();
    }

    @Test
    void forgetsTheOldestClientsFirst() throws UnknownHostException {
        var busy = InetAddress.getByName("192.0.2.1");
        for (var i = 0; i < 60; i++) {
            rate.allows(busy);
        }
        for (var i = 0; i < 9_000; i++) {
            rate.allows(InetAddress.getByAddress(new byte[] {10, 0, (byte) (i >> 8), (byte) i}));
        }

        assertThat(rate.allows(busy)).isFalse();
    }
}
