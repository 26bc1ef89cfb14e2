package fr.gouv.notifications.gateway.batch;

import fr.gouv.notifications.contracts.Lane;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file that was taken, as its row in the database says.
 *
 * @param columns JSON of what each column is used for
 * @param reason why it is in its state, or what it waits for
 * @param rows of the file, without headings and empty ones
 * @param checked how many of them were looked at
 * @param faults all that is wrong with them
 * @param ended the final counts, once nothing can change
 * @param deadline when the sweeper ends its state
 * @param nextAt before which no row is sent
 */
record Batch(
        UUID id,
        String service,
        @Nullable String name,
        String template,
        int version,
        Lane lane,
        @Nullable Instant notBefore,
        @Nullable Instant expiresAt,
        @Nullable Spread spread,
        @Nullable Integer hourly,
        boolean startsByItself,
        boolean skipsErrors,
        String columns,
        State state,
        @Nullable String reason,
        int rows,
        int checked,
        int valid,
        int invalid,
        int duplicates,
        int faults,
        @Nullable RowCounts ended,
        Instant createdAt,
        @Nullable Instant checkedAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        Instant deadline,
        @Nullable Instant nextAt,
        int epoch) {

    /** Where a batch is. */
    enum State {
        /** Its rows are looked at. */
        CHECKING,
        /** It can be started. */
        READY,
        /** Its rows are sent, or wait for their time. */
        RUNNING,
        /** Its rows wait for somebody to resume it. */
        PAUSED,
        /** No row is sent any more, and those already accepted are called back. */
        CANCELLING,
        /** It was stopped. */
        CANCELLED,
        /** No row waits any more. */
        DONE,
        /** Nothing of it was sent, and nothing will be. */
        FAILED
    }

    /** What a form with a usable file begins as. */
    static Batch begun(
            UUID id,
            String service,
            BatchFields fields,
            int version,
            String columns,
            int rows,
            Instant now,
            Instant deadline) {
        return new Batch(
                id,
                service,
                fields.name(),
                fields.template(),
                version,
                fields.lane(),
                fields.notBefore(),
                fields.expiresAt(),
                fields.spread(),
                null,
                fields.start() == BatchFields.Start.AUTO,
                fields.onErrors() == BatchFields.OnErrors.SKIP,
                columns,
                State.CHECKING,
                null,
                rows,
                0,
                0,
                0,
                0,
                0,
                null,
                now,
                null,
                null,
                null,
                deadline,
                null,
                1);
    }

    /** Every row was looked at, and somebody may start it until the deadline. */
    Batch ready(Instant now, Instant until) {
        return moved(
                State.READY, null, skipsErrors, hourly, null, now, startedAt, null, until, null);
    }

    Batch started(boolean skipErrors, Instant now) {
        var from = notBefore == null || notBefore.isBefore(now) ? now : notBefore;
        var pace = spread == null ? null : Integer.valueOf(spread.hourly(valid));
        return moved(
                State.RUNNING, null, skipErrors, pace, null, checkedAt, now, null, deadline, from);
    }

    Batch paused(Instant until) {
        return moved(
                State.PAUSED,
                reason,
                skipsErrors,
                hourly,
                null,
                checkedAt,
                startedAt,
                null,
                until,
                nextAt);
    }

    /** Goes on; what it waited for before it was paused it still waits for. */
    Batch resumed(Instant now) {
        return moved(
                State.RUNNING,
                reason,
                skipsErrors,
                hourly,
                null,
                checkedAt,
                startedAt,
                null,
                deadline,
                nextAt == null ? now : nextAt);
    }

    /** No row is sent any more; what is on its way is called back until the deadline. */
    Batch cancelling(@Nullable String why, Instant until) {
        return moved(
                State.CANCELLING,
                why,
                skipsErrors,
                hourly,
                null,
                checkedAt,
                startedAt,
                null,
                until,
                null);
    }

    /** Nothing changes any more; what became of the rows can be read until then. */
    Batch ended(
            State state, @Nullable String why, RowCounts counts, Instant now, Instant keptUntil) {
        return moved(
                state,
                why,
                skipsErrors,
                hourly,
                counts,
                checkedAt,
                startedAt,
                now,
                keptUntil,
                null);
    }

    private Batch moved(
            State state,
            @Nullable String reason,
            boolean skipsErrors,
            @Nullable Integer hourly,
            @Nullable RowCounts ended,
            @Nullable Instant checkedAt,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            Instant deadline,
            @Nullable Instant nextAt) {
        return new Batch(
                id,
                service,
                name,
                template,
                version,
                lane,
                notBefore,
                expiresAt,
                spread,
                hourly,
                startsByItself,
                skipsErrors,
                columns,
                state,
                reason,
                rows,
                checked,
                valid,
                invalid,
                duplicates,
                faults,
                ended,
                createdAt,
                checkedAt,
                startedAt,
                endedAt,
                deadline,
                nextAt,
                epoch);
    }
}
