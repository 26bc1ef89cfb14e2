package fr.gouv.notifications.gateway.batch;

import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.gateway.batch.RowPolicy.EmptyCells;
import fr.gouv.notifications.gateway.problem.Nearest;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was said beside the file.
 *
 * @param template slug
 * @param name the service's own, for people
 * @param lane of all its notifications
 * @param notBefore when the first row may be sent
 * @param expiresAt after which no row may be sent
 * @param spread how fast, at most
 * @param start by whom it is started
 * @param onErrors what becomes of a file with faulty rows
 * @param emptyCells what an empty cell of a value means
 */
record BatchFields(
        String template,
        @Nullable String name,
        Lane lane,
        @Nullable Instant notBefore,
        @Nullable Instant expiresAt,
        @Nullable Spread spread,
        Start start,
        OnErrors onErrors,
        EmptyCells emptyCells) {

    static final Set<String> NAMES =
            new LinkedHashSet<>(
                    java.util.List.of(
                            "template",
                            "name",
                            "lane",
                            "notBefore",
                            "expiresAt",
                            "spread",
                            "start",
                            "onErrors",
                            "emptyCells"));

    /** By whom a batch is started. */
    enum Start {
        BY_HAND,
        AUTO
    }

    /** What becomes of a file with faulty rows. */
    enum OnErrors {
        /** Nothing is sent until somebody decides. */
        STOP,
        /** The rows without fault are sent. */
        SKIP
    }

    /** The name of a field that is known, and {@code form} for others: they may hold anything. */
    static String known(String name) {
        return NAMES.contains(name) || name.equals("file") ? name : "form";
    }

    /** What to do about a field that is not known. */
    static String remedy(String name) {
        return Nearest.to(name, NAMES)
                .map(near -> "did you mean " + near + "?")
                .orElse("the fields known here are file, " + String.join(", ", NAMES));
    }
}
