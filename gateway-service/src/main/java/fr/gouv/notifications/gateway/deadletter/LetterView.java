package fr.gouv.notifications.gateway.deadletter;

import fr.gouv.notifications.gateway.deadletter.Readout.Content;
import fr.gouv.notifications.gateway.intake.Letter;
import fr.gouv.notifications.gateway.problem.Refused;
import fr.gouv.notifications.gateway.problem.StrictJson;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as it is shown.
 *
 * @param content only where one is shown alone
 */
@Schema(name = "DeadLetter")
record LetterView(
        UUID id,
        @Schema(
                        description = "The service that could not process the record",
                        examples = "dispatch")
                String group,
        @Schema(enumeration = {"open", "redriving", "redriven", "resolved", "purged", "lapsed"})
                String state,
        String reason,
        @Nullable String fact,
        @Schema(description = "The key of the record, usually the notification")
                @Nullable UUID subject,
        @Nullable String service,
        Place origin,
        Place deadLetter,
        Instant buriedAt,
        @Nullable Instant settledAt,
        @Nullable String settledBy,
        @Nullable String explanation,
        @Nullable Masked content) {

    static LetterView of(DeadLetter letter) {
        return of(letter, null);
    }

    static LetterView of(DeadLetter letter, @Nullable Masked content) {
        return new LetterView(
                letter.id(),
                letter.reader(),
                DeadLetters.word(letter.state()),
                letter.reason(),
                letter.fact(),
                letter.subject(),
                letter.service(),
                Place.of(letter.origin()),
                Place.of(letter.at()),
                letter.buriedAt(),
                letter.settledAt(),
                letter.settledBy(),
                letter.explanation(),
                content);
    }

    /** A place in a topic. */
    @Schema(name = "DeadLetterPlace")
    record Place(String topic, @Nullable Integer partition, @Nullable Long offset) {

        static Place of(DeadLetter.Place place) {
            return new Place(place.topic(), place.partition(), place.offset());
        }
    }

    /**
     * The form of the record, and nothing that it says.
     *
     * @param readable whether its first reader could read it today
     * @param fault what is wrong with it, as a code
     * @param explanation and in a sentence
     * @param key whether it has one, and of which form
     */
    @Schema(name = "DeadLetterContent")
    record Masked(
            boolean readable,
            @Nullable String fault,
            @Nullable String explanation,
            @Schema(enumeration = {"uuid", "other", "none"}) @Nullable String key,
            @Nullable Integer bytes,
            @Nullable Map<String, String> headers,
            @Schema(description = "Paths and types; names that no contract knows are hidden")
                    @Nullable List<MaskPolicy.Field> fields) {

        static Masked of(Content content) {
            return switch (content) {
                case Content.Legible(var letter, _) -> of(letter, true, null, null);
                case Content.Submission(var letter, _) -> of(letter, true, null, null);
                case Content.Unreadable(var letter, _, var fault, var explanation) ->
                        letter == null
                                ? new Masked(false, fault, explanation, null, null, null, null)
                                : of(letter, false, fault, explanation);
            };
        }

        private static Masked of(
                Letter letter,
                boolean readable,
                @Nullable String fault,
                @Nullable String explanation) {
            var value = letter.value();
            return new Masked(
                    readable,
                    fault,
                    explanation,
                    key(letter.key()),
                    value == null ? null : value.length,
                    MaskPolicy.headers(letter.headers()),
                    value == null ? null : fields(value));
        }

        private static String key(@Nullable String key) {
            if (key == null) {
                return "none";
            }
            return KnownNames.uuid(key) == null ? "other" : "uuid";
        }

        private static @Nullable List<MaskPolicy.Field> fields(byte[] value) {
            try {
                return MaskPolicy.fields(StrictJson.read(value));
            } catch (Refused _) {
                return null;
            }
        }
    }

    /** Some dead letters. */
    @Schema(name = "DeadLetters")
    record Page(List<LetterView> items, @Nullable String next) {}
}
