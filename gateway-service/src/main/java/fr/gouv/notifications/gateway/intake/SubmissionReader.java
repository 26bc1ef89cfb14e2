package fr.gouv.notifications.gateway.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import fr.gouv.notifications.gateway.problem.Binding;
import fr.gouv.notifications.gateway.problem.Problem;
import fr.gouv.notifications.gateway.problem.Refused;
import fr.gouv.notifications.gateway.problem.StrictJson;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads a record that a public service wrote, as strictly as a body of the API. */
final class SubmissionReader {

    /** As a body of the API. */
    static final int LARGEST = 256 * 1024;

    private static final String TYPE = "fr.gouv.notifications.SubmissionReceived.";
    private static final String VERSION = "v1";
    private static final int LONGEST_SOURCE = 200;

    /**
     * What this record is.
     *
     * @param service whose topic it stands on
     */
    static Reading read(ConsumerRecord<String, byte[]> record, String service) {
        var submissionId = uuid(record.key());
        try {
            return readable(record, service, submissionId);
        } catch (Refused e) {
            return new Reading.Unreadable(record, submissionId, e.problem());
        }
    }

    private static Reading readable(
            ConsumerRecord<String, byte[]> record, String service, @Nullable UUID key) {
        checkType(record, service);
        var submissionId = checkedIds(record, key);
        var value = record.value();
        if (value == null) {
            throw no("no-value", "the record has no value: send the submission as JSON");
        }
        if (value.length > LARGEST) {
            throw Problem.of(
                            413,
                            "too-large",
                            "The body is too large",
                            "a submission has at most 256 KiB")
                    .refused();
        }
        var body = Binding.bind(StrictJson.read(value), IntakeBody.class);
        if (!submissionId.equals(uuid(body.submissionId()))) {
            throw no(
                    "submission-id-is-not-the-key",
                    "submissionId is missing or is not the key of the record: send the same UUID"
                            + " in both");
        }
        if (!isInstant(body.occurredAt())) {
            throw no(
                    "no-instant",
                    "occurredAt is missing or no instant: write it in UTC, as"
                            + " 2026-11-25T08:00:00Z");
        }
        return new Reading.Understood(record, submissionId, body.asSubmission());
    }

    private static void checkType(ConsumerRecord<String, byte[]> record, String service) {
        var type = header(record, "ce_type");
        if (type.startsWith(TYPE) && !type.equals(TYPE + VERSION)) {
            throw no(
                    "unknown-schema-version",
                    "ce_type names a version that is not read here: send " + TYPE + VERSION);
        }
        if (!type.equals(TYPE + VERSION)) {
            throw no(
                    "unknown-event-type",
                    "ce_type is missing or another type: send " + TYPE + VERSION);
        }
        if (!header(record, "ce_specversion").equals("1.0")) {
            throw no("unknown-event-form", "ce_specversion is missing or not 1.0: send 1.0");
        }
        var contentType = header(record, "content-type");
        if (!contentType.isEmpty() && !contentType.startsWith("application/json")) {
            throw no(
                    "not-json",
                    "content-type is not application/json: send the event in binary mode");
        }
        var source = header(record, "ce_source");
        var own = "/" + service;
        if (!(source.equals(own) || source.startsWith(own + "/"))
                || source.length() > LONGEST_SOURCE) {
            throw no(
                    source.isEmpty() ? "no-source" : "foreign-source",
                    "ce_source is missing or is not yours: send " + own + ", or a path below it");
        }
    }

    private static UUID checkedIds(ConsumerRecord<String, byte[]> record, @Nullable UUID key) {
        if (record.key() == null) {
            throw no("no-key", "the record has no key: send the submission id, a UUID, as the key");
        }
        if (key == null) {
            throw no(
                    "key-is-no-uuid",
                    "the key of the record is not a UUID: send the submission id");
        }
        if (!key.equals(uuid(header(record, "ce_id")))) {
            throw no(
                    "event-id-is-not-the-key",
                    "ce_id is missing or is not the key: the same submission is the same event,"
                            + " send the submission id in both");
        }
        var subject = header(record, "ce_subject");
        if (!subject.isEmpty() && !key.equals(uuid(subject))) {
            throw no(
                    "key-is-not-the-subject",
                    "ce_subject is not the key: send the submission id in both, or leave"
                            + " ce_subject out");
        }
        return key;
    }

    private static boolean isInstant(@Nullable String text) {
        try {
            return text != null && Instant.parse(text).isAfter(Instant.EPOCH);
        } catch (DateTimeException _) {
            return false;
        }
    }

    /** Only the one usual form: the parser of the JDK takes shorter ones for the same id. */
    private static @Nullable UUID uuid(@Nullable String text) {
        try {
            var uuid = text == null ? null : UUID.fromString(text);
            return uuid != null && uuid.toString().equalsIgnoreCase(text) ? uuid : null;
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), UTF_8);
    }

    private static Refused no(String type, String detail) {
        return Problem.of(400, type, "The record is not a submission", detail).refused();
    }

    private SubmissionReader() {}
}
