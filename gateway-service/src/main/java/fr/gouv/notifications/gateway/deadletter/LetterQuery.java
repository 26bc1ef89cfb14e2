package fr.gouv.notifications.gateway.deadletter;

import fr.gouv.notifications.gateway.deadletter.DeadLetter.State;
import fr.gouv.notifications.gateway.deadletter.DeadLetters.Position;
import fr.gouv.notifications.gateway.problem.Parameters;
import fr.gouv.notifications.gateway.problem.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Which dead letters are meant, in a request. */
@Schema(name = "DeadLetterFilter")
record LetterQuery(
        @Schema(examples = "dispatch") @Nullable String group,
        @Schema(examples = "caf-92") @Nullable String service,
        @Schema(description = "Where the record came from") @Nullable String topic,
        @Schema(examples = "not-a-notification-routed") @Nullable String reason,
        @Nullable String state,
        @Schema(description = "Buried at or after") @Nullable String from,
        @Schema(description = "Buried before") @Nullable String to) {

    /** The same, checked. */
    LetterFilter checked() {
        return new LetterFilter(
                Parameters.text("group", group),
                Parameters.text("service", service),
                Parameters.text("topic", topic),
                Parameters.text("reason", reason),
                state(state),
                Parameters.instant("from", from),
                Parameters.instant("to", to));
    }

    static String cursorAfter(DeadLetter letter) {
        return Parameters.cursor(letter.buriedAt() + "|" + letter.id());
    }

    static @Nullable Position position(@Nullable String cursor) {
        if (cursor == null) {
            return null;
        }
        var parts = Parameters.position(cursor).split("\\|", -1);
        try {
            if (parts.length == 2) {
                return new Position(Instant.parse(parts[0]), UUID.fromString(parts[1]));
            }
        } catch (DateTimeException | IllegalArgumentException _) {
            // Said below.
        }
        throw Parameters.notACursor();
    }

    private static @Nullable State state(@Nullable String word) {
        if (word == null) {
            return null;
        }
        return Arrays.stream(State.values())
                .filter(state -> DeadLetters.word(state).equals(word))
                .findFirst()
                .orElseThrow(
                        () ->
                                Problem.invalidParameter(
                                                "state",
                                                "is not one of the states",
                                                "use one of "
                                                        + Arrays.stream(State.values())
                                                                .map(DeadLetters::word)
                                                                .collect(Collectors.joining(", ")))
                                        .refused());
    }
}
