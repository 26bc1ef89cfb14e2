package fr.gouv.notifications.gateway.submission;

import fr.gouv.notifications.gateway.address.AddressHint;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What is answered to an accepted notification. */
@Schema(name = "Accepted")
public record AcceptedView(
        UUID id,
        String status,
        String sentence,
        Version template,
        String lane,
        @Nullable String reference,
        Instant acceptedAt,
        @Nullable Instant notBefore,
        Instant expiresAt,
        String proofCode,
        @Schema(description = "Doubts about the address; the message leaves all the same")
                @Nullable List<AddressHint> hints) {

    static AcceptedView of(Prepared accepted) {
        var fact = accepted.fact();
        return new AcceptedView(
                fact.notificationId(),
                accepted.waits() ? "scheduled" : "accepted",
                accepted.waits()
                        ? "Le message est accepté et attend son heure d'envoi."
                        : "Le message est accepté et va partir.",
                new Version(fact.template(), fact.templateVersion()),
                fact.lane().name().toLowerCase(Locale.ROOT),
                accepted.reference(),
                fact.occurredAt(),
                fact.notBefore(),
                fact.expiresAt(),
                fact.proofCode(),
                accepted.hints().isEmpty() ? null : accepted.hints());
    }

    /** The same for another reference; without one there is nothing personal in it. */
    AcceptedView withReference(@Nullable String other) {
        return new AcceptedView(
                id,
                status,
                sentence,
                template,
                lane,
                other,
                acceptedAt,
                notBefore,
                expiresAt,
                proofCode,
                hints);
    }

    /** Which words were used. */
    @Schema(name = "TemplateVersion")
    public record Version(String slug, int version) {}
}
