package fr.gouv.notifications.tracking.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class HearingTest {

    private static final Duration BEHIND = Duration.ofMinutes(1);
    private static final Duration SETTLING = Duration.ofMinutes(2);

    private Instant now = Instant.parse("2026-11-23T08:00:00Z");
    private final Hearing hearing = new Hearing(new Config(), () -> now);

    @Test
    void believesItselfBehindAfterAStart() {
        assertThat(hearing.isUpToDate()).isFalse();

        now = now.plus(SETTLING).minusMillis(1);
        assertThat(hearing.isUpToDate()).isFalse();

        now = now.plusMillis(1);
        assertThat(hearing.isUpToDate()).isTrue();
    }

    @Test
    void isBehindWhenItHearsWhatWasToldLongAgo() {
        now = now.plus(SETTLING);

        hearing.heard(records(now, now.minus(BEHIND)));
        assertThat(hearing.isUpToDate()).isTrue();

        hearing.heard(records(now, now.minus(BEHIND).minusMillis(1)));
        assertThat(hearing.isUpToDate()).isFalse();

        now = now.plus(SETTLING);
        assertThat(hearing.isUpToDate()).isTrue();
    }

    private static ConsumerRecords<String, byte[]> records(Instant... told) {
        var partition = new TopicPartition("delivery.reported.v1", 0);
        var all =
                List.of(told).stream()
                        .map(
                                at ->
                                        new ConsumerRecord<>(
                                                partition.topic(),
                                                partition.partition(),
                                                0,
                                                at.toEpochMilli(),
                                                TimestampType.CREATE_TIME,
                                                0,
                                                0,
                                                "key",
                                                new byte[0],
                                                new RecordHeaders(),
                                                Optional.empty()))
                        .toList();
        return new ConsumerRecords<>(Map.of(partition, all), Map.of());
    }

    private record Config() implements WatchConfig {

        @Override
        public Duration look() {
            return Duration.ofSeconds(30);
        }

        @Override
        public int batch() {
            return 500;
        }

        @Override
        public Duration behind() {
            return BEHIND;
        }

        @Override
        public Duration settling() {
            return SETTLING;
        }
    }
}
