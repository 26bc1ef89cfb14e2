package fr.gouv.notifications.gateway.operation;

import static java.nio.charset.StandardCharsets.UTF_8;

import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.Operation;
import fr.gouv.notifications.contracts.OperationOrdered;
import fr.gouv.notifications.contracts.OperationTarget;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A part of the platform that an administrator paused, or had paused once.
 *
 * @param lane only what travels in this lane; absent means both
 * @param version counts the orders about this part
 * @param since when the last order was given
 * @param actor by whom
 * @param reason and why
 */
record Pause(
        Kind kind,
        String name,
        @Nullable Lane lane,
        boolean isPaused,
        long version,
        Instant since,
        String actor,
        String reason) {

    /** What can be paused. */
    enum Kind {
        /** A way to reach citizens. */
        CHANNEL,
        /** Who takes messages further. */
        PROVIDER,
        /** A public service. */
        SERVICE,
        /** One file: its rows wait at the gateway. */
        BATCH;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How it stands, for the audit trail. */
    String state() {
        if (!isPaused) {
            return "running";
        }
        return lane == null
                ? "paused"
                : "paused, " + lane.name().toLowerCase(Locale.ROOT) + " only";
    }

    /** What dispatch is told; empty for what never reaches it. */
    Optional<OperationOrdered> fact() {
        return target().map(
                        target ->
                                new OperationOrdered(
                                        UUID.nameUUIDFromBytes(
                                                (kind.word() + "|" + name).getBytes(UTF_8)),
                                        since,
                                        target,
                                        name,
                                        lane,
                                        isPaused ? Operation.PAUSE : Operation.RESUME,
                                        version));
    }

    private Optional<OperationTarget> target() {
        return switch (kind) {
            case CHANNEL -> Optional.of(OperationTarget.CHANNEL);
            case PROVIDER -> Optional.of(OperationTarget.PROVIDER);
            case SERVICE -> Optional.of(OperationTarget.SERVICE);
            case BATCH -> Optional.empty();
        };
    }
}
