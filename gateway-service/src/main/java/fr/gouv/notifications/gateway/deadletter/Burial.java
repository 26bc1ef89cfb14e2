package fr.gouv.notifications.gateway.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import fr.gouv.notifications.contracts.ErasureOrdered;
import fr.gouv.notifications.contracts.Fact;
import fr.gouv.notifications.contracts.NotificationEvent;
import fr.gouv.notifications.eventing.Envelope;
import fr.gouv.notifications.eventing.UnreadableRecord;
import fr.gouv.notifications.gateway.intake.Letter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record of a topic of dead letters, as it arrives. What is taken from it into clear columns has the
 * form of a code, an id or an instant; anything else is left to the sealed record.
 *
 * @param letter the whole record
 */
record Burial(DeadLetter letter, Letter record) {

    private static final String ENDING = ".dead-letter";
    private static final String INTAKE = "intake.";
    private static final String NOT_SAID = "not-said";
    private static final Pattern CODE = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,99}");
    private static final Pattern TOPIC = Pattern.compile("[a-z][a-z0-9.-]{0,120}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    static Burial of(ConsumerRecord<String, byte[]> record) {
        var fact = fact(record);
        var origin =
                new DeadLetter.Place(
                        matching(TOPIC, text(record, "dead-letter-topic"), NOT_SAID),
                        partition(record),
                        number(text(record, "dead-letter-offset")));
        return new Burial(
                new DeadLetter(
                        id(record),
                        record.topic().endsWith(ENDING)
                                ? record.topic()
                                        .substring(0, record.topic().length() - ENDING.length())
                                : record.topic(),
                        new DeadLetter.Place(record.topic(), record.partition(), record.offset()),
                        origin,
                        matching(CODE, text(record, "dead-letter-reason"), NOT_SAID),
                        origin.topic().startsWith(INTAKE)
                                ? "SubmissionReceived"
                                : KnownNames.factOf(text(record, "ce_type")),
                        KnownNames.uuid(record.key()),
                        service(origin.topic(), fact),
                        instant(record),
                        DeadLetter.State.OPEN,
                        null,
                        null,
                        null,
                        true),
                Letter.of(record));
    }

    /** The same for the same record; another one for a record of a topic that was made anew. */
    private static UUID id(ConsumerRecord<String, byte[]> record) {
        var place =
                record.topic()
                        + "|"
                        + record.partition()
                        + "|"
                        + record.offset()
                        + "|"
                        + record.timestamp();
        return UUID.nameUUIDFromBytes(place.getBytes(UTF_8));
    }

    private static @Nullable Fact fact(ConsumerRecord<String, byte[]> record) {
        try {
            return Envelope.open(record).fact();
        } catch (UnreadableRecord _) {
            return null;
        }
    }

    private static @Nullable String service(String origin, @Nullable Fact fact) {
        if (origin.startsWith(INTAKE)) {
            return Letter.serviceOf(origin);
        }
        return switch (fact) {
            case NotificationEvent event -> event.service();
            case ErasureOrdered erasure -> erasure.service();
            case null, default -> null;
        };
    }

    private static @Nullable Integer partition(ConsumerRecord<String, byte[]> record) {
        var number = number(text(record, "dead-letter-partition"));
        return number == null || number > Integer.MAX_VALUE ? null : number.intValue();
    }

    private static @Nullable Long number(String text) {
        return NUMBER.matcher(text).matches() ? Long.valueOf(text) : null;
    }

    private static Instant instant(ConsumerRecord<String, byte[]> record) {
        try {
            return Instant.parse(text(record, "dead-letter-time"));
        } catch (DateTimeException _) {
            return Instant.ofEpochMilli(Math.max(0, record.timestamp()));
        }
    }

    private static String matching(Pattern form, String text, String otherwise) {
        return form.matcher(text).matches() ? text : otherwise;
    }

    private static String text(ConsumerRecord<String, byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), UTF_8);
    }
}
