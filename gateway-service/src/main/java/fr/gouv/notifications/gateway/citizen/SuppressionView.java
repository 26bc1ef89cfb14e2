package fr.gouv.notifications.gateway.citizen;

import fr.gouv.notifications.gateway.citizen.PreferencesApi.Suppression;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** One address that gets nothing more, as a service sees it. */
@Schema(name = "Suppression")
record SuppressionView(
        UUID id,
        @Schema(examples = "email") String channel,
        @Schema(
                        examples = "platform",
                        description =
                                "platform: nobody writes to it. service: it complained of this service, which"
                                        + " sends it nothing that is optional")
                String scope,
        @Schema(examples = "hard", description = "hard, disabled, full or complaint") String rule,
        @Schema(description = "What it means, for a citizen's adviser") String sentence,
        @Schema(examples = "address-unknown") @Nullable String reason,
        @Schema(examples = "550 5.1.1") @Nullable String code,
        @Schema(description = "Whether it keeps this service from writing now") boolean blocks,
        @Schema(description = "The last of this service's own that it did not take")
                @Nullable UUID notification,
        @Schema(
                        description =
                                "As lastAt and until: to the day, unless a notification of this service is"
                                        + " among those that it did not take")
                Instant since,
        Instant lastAt,
        @Schema(description = "Absent when it does not end by itself") @Nullable Instant until,
        @Schema(description = "The last time that this service lifted it") @Nullable Lifted lift) {

    static SuppressionView of(Suppression known) {
        var lift = known.lift();
        return new SuppressionView(
                known.id(),
                known.channel(),
                known.scope(),
                known.rule(),
                sentence(known.rule()),
                known.reason(),
                known.code(),
                known.blocks(),
                known.notification(),
                known.since(),
                known.lastAt(),
                known.until(),
                lift == null ? null : new Lifted(lift.at(), lift.who(), lift.why()));
    }

    private static String sentence(String rule) {
        return switch (rule) {
            case "hard" -> "Cette adresse n’existe pas ou plus.";
            case "disabled" -> "Cette boîte aux lettres est désactivée.";
            case "full" -> "Cette boîte aux lettres est pleine depuis plusieurs envois.";
            case "complaint" ->
                    "Le destinataire a signalé vos messages comme indésirables :"
                            + " seuls les messages obligatoires lui parviennent.";
            default -> "Cette adresse ne reçoit plus de messages.";
        };
    }

    /** Who lifted it, when and why. */
    @Schema(name = "SuppressionLift")
    record Lifted(Instant at, String by, String reason) {}
}
