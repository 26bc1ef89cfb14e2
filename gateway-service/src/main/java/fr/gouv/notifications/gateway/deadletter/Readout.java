package fr.gouv.notifications.gateway.deadletter;

import fr.gouv.notifications.contracts.Fact;
import fr.gouv.notifications.contracts.SubmissionRefused;
import fr.gouv.notifications.eventing.DataKeys;
import fr.gouv.notifications.eventing.Envelope;
import fr.gouv.notifications.eventing.UnreadableRecord;
import fr.gouv.notifications.gateway.intake.Letter;
import fr.gouv.notifications.gateway.intake.Readmission;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Opens dead letters and reads them as their first reader would today. */
@ApplicationScoped
class Readout {

    private static final String INTAKE = "intake.";
    private static final int MOST_FAULTS = 10;

    private final DeadLetters letters;
    private final LetterSeal seal;
    private final Readmission readmission;

    Readout(DeadLetters letters, LetterSeal seal, Readmission readmission) {
        this.letters = letters;
        this.seal = seal;
        this.readmission = readmission;
    }

    /** What a dead letter turns out to be. */
    sealed interface Content {

        /** A fact of the platform, readable today. */
        record Legible(Letter letter, Fact fact) implements Content {}

        /** A submission of a public service, readable today. */
        record Submission(Letter letter, ConsumerRecord<String, byte[]> record) implements Content {

            /** Says nothing of the person. */
            @Override
            public String toString() {
                return "Submission[…]";
            }
        }

        /**
         * Nothing that can be read.
         *
         * @param letter as far as it opens
         * @param fault a code
         * @param explanation in a sentence, where there is one
         */
        record Unreadable(
                @Nullable Letter letter, Refusal why, String fault, @Nullable String explanation)
                implements Content {}
    }

    /** Reads this dead letter anew. */
    Content of(DeadLetter letter) {
        var sealed = letters.sealed(letter.id());
        if (sealed.isEmpty()) {
            return new Content.Unreadable(null, Refusal.NOTHING_KEPT, "emptied", null);
        }
        try {
            var kept = seal.open(letter.id(), sealed.get());
            return letter.origin().topic().startsWith(INTAKE)
                    ? submission(letter, kept)
                    : fact(letter, kept);
        } catch (UnreadableRecord e) {
            return new Content.Unreadable(null, Refusal.STILL_UNREADABLE, e.reason(), null);
        }
    }

    private static Content fact(DeadLetter letter, Letter kept) {
        try {
            var record = kept.at(letter.origin().topic(), 0, 0);
            return new Content.Legible(kept, Envelope.open(record).fact());
        } catch (UnreadableRecord e) {
            return new Content.Unreadable(kept, Refusal.STILL_UNREADABLE, e.reason(), null);
        }
    }

    private Content submission(DeadLetter letter, Letter kept) {
        var origin = letter.origin();
        var value = kept.value();
        var partition = origin.partition();
        var offset = origin.offset();
        if (value == null || partition == null || offset == null) {
            return new Content.Unreadable(null, Refusal.NOTHING_KEPT, "not-kept", null);
        }
        try {
            var record = readmission.open(origin.topic(), partition, offset, value);
            var written = Letter.of(record);
            var fault = readmission.fault(record);
            return fault.isEmpty()
                    ? new Content.Submission(written, record)
                    : new Content.Unreadable(
                            written,
                            written.valueBase64() == null
                                    ? Refusal.NOTHING_KEPT
                                    : Refusal.STILL_UNREADABLE,
                            code(fault.get().type()),
                            explanation(fault.get()));
        } catch (DataKeys.Erased _) {
            return new Content.Unreadable(null, Refusal.ERASED, "erased", null);
        } catch (UnreadableRecord e) {
            return new Content.Unreadable(null, Refusal.STILL_UNREADABLE, e.reason(), null);
        }
    }

    /** As far as it quotes nothing: its service is told more. */
    private static String explanation(SubmissionRefused.Problem fault) {
        return fault.errors().isEmpty()
                ? fault.detail()
                : fault.errors().stream()
                        .limit(MOST_FAULTS)
                        .map(error -> MaskPolicy.path(error.field()) + ": " + error.code())
                        .collect(Collectors.joining("; "));
    }

    /** The last word of a problem's type. */
    static String code(String type) {
        return type.substring(type.lastIndexOf(':') + 1);
    }
}
