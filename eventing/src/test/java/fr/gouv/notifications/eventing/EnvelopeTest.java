package fr.gouv.notifications.eventing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.DeliveryReported;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Topics;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EnvelopeTest {

    private static final UUID ID = UUID.fromString("01939c5e-0000-7000-8000-000000000001");

    static DeliveryReported deferred(int attempt) {
        return new DeliveryReported(
                ID,
                Instant.parse("2026-11-23T10:00:00Z"),
                "caf-92",
                Channel.EMAIL,
                0,
                attempt,
                DeliveryReport.DEFERRED,
                Reason.MAILBOX_FULL,
                "452 4.2.2",
                null,
                null,
                null,
                null);
    }

    private static ConsumerRecord<String, byte[]> received(
            @Nullable String key, byte @Nullable [] value, ProducerRecord<String, byte[]> sent) {
        return new ConsumerRecord<>(
                sent.topic(),
                0,
                7,
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                key,
                value,
                sent.headers(),
                Optional.empty());
    }

    @Test
    void packsCloudEventsAttributesInHeadersAndTheRecordAloneInTheValue() {
        var record = Envelope.pack(deferred(1), "dispatch");

        assertThat(record.topic()).isEqualTo(Topics.DELIVERY_REPORTED);
        assertThat(record.key()).isEqualTo(ID.toString());
        assertThat(record.headers())
                .extracting(header -> header.key() + "=" + new String(header.value(), UTF_8))
                .contains(
                        "ce_specversion=1.0",
                        "ce_type=fr.gouv.notifications.DeliveryReported.v1",
                        "ce_source=/dispatch",
                        "ce_subject=" + ID,
                        "ce_time=2026-11-23T10:00:00Z",
                        "content-type=application/json");
        assertThat(new String(record.value(), UTF_8))
                .contains("\"report\":\"deferred\"", "\"reason\":\"mailbox-full\"")
                .doesNotContain("providerWords", "null");
    }

    @Test
    void opensWhatItPacked() throws Exception {
        var sent = Envelope.pack(deferred(1), "dispatch");

        var heard = Envelope.open(received(sent.key(), sent.value(), sent));

        assertThat(heard.fact()).isEqualTo(deferred(1));
        assertThat(heard.eventId()).isEqualTo(Envelope.eventId(deferred(1)));
    }

    @Test
    void givesARepeatedFactTheSameIdAndAnotherFactAnother() {
        assertThat(Envelope.eventId(deferred(1))).isEqualTo(Envelope.eventId(deferred(1)));
        assertThat(Envelope.eventId(deferred(1))).isNotEqualTo(Envelope.eventId(deferred(2)));
    }

    @Test
    void saysWhyARecordCannotBeReadWithoutQuotingIt() {
        var sent = Envelope.pack(deferred(1), "dispatch");
        var bare =
                new ProducerRecord<String, byte[]>("t", null, null, "k", null, new RecordHeaders());

        assertUnreadable(received("k", new byte[0], bare), "unknown-event-type");
        assertUnreadable(received(sent.key(), null, sent), "no-value");
        assertUnreadable(received(null, sent.value(), sent), "no-key");
        assertUnreadable(
                received(UUID.randomUUID().toString(), sent.value(), sent),
                "key-is-not-the-subject");
        assertUnreadable(
                received(sent.key(), "jeanne@exemple.test".getBytes(UTF_8), sent),
                "not-a-delivery-reported");
        assertUnreadable(
                received(sent.key(), "null".getBytes(UTF_8), sent), "not-a-delivery-reported");
        assertUnreadable(
                received(sent.key(), "{}".getBytes(UTF_8), sent), "not-a-delivery-reported");
    }

    @Test
    void ignoresAFieldOfTheFuture() throws Exception {
        var sent = Envelope.pack(deferred(1), "dispatch");
        var future = new String(sent.value(), UTF_8).replaceFirst("\\{", "{\"colour\":\"blue\",");

        assertThat(Envelope.open(received(sent.key(), future.getBytes(UTF_8), sent)).fact())
                .isEqualTo(deferred(1));
    }

    private static void assertUnreadable(ConsumerRecord<String, byte[]> record, String reason) {
        assertThatThrownBy(() -> Envelope.open(record))
                .isInstanceOfSatisfying(
                        UnreadableRecord.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasNoCause();
    }
}
