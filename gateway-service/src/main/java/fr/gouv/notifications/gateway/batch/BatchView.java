package fr.gouv.notifications.gateway.batch;

import fr.gouv.notifications.eventing.FactJson;
import fr.gouv.notifications.eventing.UnreadableRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A batch, as a service sees it. */
@Schema(name = "Batch")
record BatchView(
        UUID id,
        @Schema(
                        enumeration = {
                            "checking",
                            "ready",
                            "scheduled",
                            "running",
                            "paused",
                            "cancelling",
                            "cancelled",
                            "done",
                            "failed"
                        })
                String status,
        @Nullable String reason,
        @Schema(description = "The status in plain French") String sentence,
        @Nullable String name,
        Version template,
        String lane,
        @Nullable Instant notBefore,
        @Nullable Instant expiresAt,
        @Nullable Pace spread,
        @Nullable Instant resumesAt,
        List<Columns.Use> columns,
        File file,
        @Nullable Progress progress,
        @Nullable Outcome outcome,
        @Nullable Errors errors,
        Instant createdAt,
        @Nullable Instant checkedAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt) {

    /** Which words are used. */
    @Schema(name = "BatchTemplate")
    record Version(String slug, int version) {}

    /** How fast rows are sent, at most. */
    @Schema(name = "BatchPace")
    record Pace(@Nullable Integer rowsAnHour, @Nullable Duration window) {}

    /** What is in the file. */
    @Schema(name = "BatchFile")
    record File(int rows, int checked, int valid, int invalid, int duplicates) {}

    /** What became of the valid rows. */
    @Schema(name = "BatchProgress")
    record Progress(int accepted, int remaining, int cancelled, int expired, int refused) {}

    /**
     * What became of the accepted rows; absent when none was accepted, or when it cannot be told now.
     *
     * @param declined the citizen refused such messages, or has no address that works
     * @param pending on their way: nothing final is known yet
     * @param tooLate of a file that was cancelled: rows that had left before
     */
    @Schema(name = "BatchOutcome")
    record Outcome(
            int delivered,
            int sent,
            int undeliverable,
            int unknown,
            int declined,
            int expired,
            int cancelled,
            int pending,
            @Nullable Integer tooLate) {}

    /**
     * What is wrong.
     *
     * @param total of all faults, those that are not listed included
     * @param first the first of them
     * @param report where all of them are
     */
    @Schema(name = "BatchErrors")
    record Errors(int total, List<RowFault> first, String report) {}

    static BatchView of(
            Batch batch,
            RowCounts counts,
            @Nullable Outcome outcome,
            List<RowFault> first,
            String location,
            Instant now) {
        var status = status(batch, counts, now);
        var waits = batch.state() == Batch.State.RUNNING ? batch.nextAt() : null;
        return new BatchView(
                batch.id(),
                status,
                batch.reason(),
                sentence(status, batch),
                batch.name(),
                new Version(batch.template(), batch.version()),
                Batches.word(batch.lane()),
                batch.notBefore(),
                batch.expiresAt(),
                pace(batch),
                waits != null && waits.isAfter(now) ? waits : null,
                columns(batch),
                new File(
                        batch.rows(),
                        batch.checked(),
                        batch.valid(),
                        batch.invalid(),
                        batch.duplicates()),
                batch.checkedAt() == null
                        ? null
                        : new Progress(
                                counts.accepted(),
                                counts.remaining(),
                                counts.cancelled(),
                                counts.expired(),
                                counts.refused()),
                outcome,
                first.isEmpty()
                        ? null
                        : new Errors(batch.faults(), first, location + "/errors.csv"),
                batch.createdAt(),
                batch.checkedAt(),
                batch.startedAt(),
                batch.endedAt());
    }

    private static String status(Batch batch, RowCounts counts, Instant now) {
        var notBefore = batch.notBefore();
        return batch.state() == Batch.State.RUNNING
                        && counts.accepted() == 0
                        && notBefore != null
                        && notBefore.isAfter(now)
                ? "scheduled"
                : Batches.word(batch.state());
    }

    private static String sentence(String status, Batch batch) {
        var reason = batch.reason() == null ? "" : batch.reason();
        return switch (status) {
            case "checking" -> "Le fichier est en cours de vérification ; rien n’est envoyé.";
            case "ready" ->
                    batch.invalid() == 0
                            ? "Le fichier est vérifié ; l’envoi peut être lancé."
                            : "Le fichier est vérifié et contient des erreurs ; rien n’est envoyé.";
            case "scheduled" -> "L’envoi commencera à la date prévue.";
            case "running" ->
                    switch (reason) {
                        case "" -> "L’envoi est en cours.";
                        case "over-quota" ->
                                "Le service a envoyé tout ce qu’il peut envoyer pour le moment ;"
                                        + " l’envoi reprendra de lui-même.";
                        case "paused-by-platform" ->
                                "La plateforme a suspendu l’envoi ; il reprendra de lui-même.";
                        default -> "L’envoi attend et reprendra de lui-même.";
                    };
            case "paused" -> "L’envoi est suspendu ; il peut être repris.";
            case "cancelling" -> "L’envoi est en cours d’annulation.";
            case "cancelled" -> "L’envoi est annulé.";
            case "done" -> "Toutes les lignes ont été traitées.";
            default ->
                    switch (reason) {
                        case "interrupted" ->
                                "La vérification a été interrompue : envoyez le fichier à nouveau.";
                        case "not-started" ->
                                "L’envoi n’a pas été lancé à temps : envoyez le fichier à nouveau.";
                        default -> "Aucune ligne ne peut être envoyée : corrigez le fichier.";
                    };
        };
    }

    private static @Nullable Pace pace(Batch batch) {
        var spread = batch.spread();
        if (spread == null) {
            return null;
        }
        return switch (spread) {
            case Spread.Hourly(var rows) -> new Pace(rows, null);
            case Spread.Over(var window) -> new Pace(batch.hourly(), window);
        };
    }

    private static List<Columns.Use> columns(Batch batch) {
        try {
            var json = batch.columns().getBytes(StandardCharsets.UTF_8);
            return Arrays.asList(FactJson.read(json, Columns.Use[].class));
        } catch (UnreadableRecord e) {
            throw new IllegalStateException("the columns of a batch cannot be read", e);
        }
    }
}
