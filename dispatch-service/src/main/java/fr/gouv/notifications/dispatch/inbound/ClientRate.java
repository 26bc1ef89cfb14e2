package fr.gouv.notifications.dispatch.inbound;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * So many mails a minute of one client, and not all of them at once. An IPv6 client is its /64, because
 * it has all of it. Usable by several threads; remembers the latest clients only.
 */
final class ClientRate {

    private static final int CLIENTS = 10_000;
    private static final int PREFIX = 8;
    private static final int IPV6 = 16;

    private final Map<String, Bucket> buckets =
            new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
                    return size() > CLIENTS;
                }
            };

    private final int perMinute;
    private final InstantSource clock;

    ClientRate(int perMinute, InstantSource clock) {
        this.perMinute = perMinute;
        this.clock = clock;
    }

    /** Whether this client may bring one more now; if so, it is counted. */
    synchronized boolean allows(InetAddress client) {
        var now = clock.instant();
        var octets = client.getAddress();
        var name = Arrays.toString(octets.length == IPV6 ? Arrays.copyOf(octets, PREFIX) : octets);
        var before = buckets.getOrDefault(name, new Bucket(perMinute, now));
        var earned = Duration.between(before.at(), now).toMillis() * perMinute / 60_000.0;
        var left = Math.min(perMinute, before.left() + Math.max(0, earned));
        var allowed = left >= 1;
        buckets.put(name, new Bucket(allowed ? left - 1 : left, now));
        return allowed;
    }

    /** How many are left to a client, and when that was so. */
    private record Bucket(double left, Instant at) {}
}
