package fr.gouv.notifications.tracking.status;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/** Whether we hear facts soon after they are told: who is behind must not call others overdue. */
@ApplicationScoped
class Hearing {

    private final WatchConfig config;
    private final InstantSource clock;
    private volatile Instant settledAt;

    Hearing(WatchConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
        this.settledAt = clock.instant().plus(config.settling());
    }

    /** Takes note of how old facts are when they are heard. */
    void heard(ConsumerRecords<String, byte[]> records) {
        var now = clock.instant();
        var old = now.minus(config.behind()).toEpochMilli();
        for (var record : records) {
            if (record.timestamp() < old) {
                settledAt = now.plus(config.settling());
                return;
            }
        }
    }

    boolean isUpToDate() {
        return !clock.instant().isBefore(settledAt);
    }
}
