package fr.gouv.notifications.gateway.operation;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Why messages wait, or leave more slowly than they come.
 *
 * @param until when they go on by themselves
 * @param waiting about how many wait, where that is known
 */
@Schema(name = "Why")
record Why(
        @Schema(enumeration = {"channel", "provider", "mailbox-provider", "service", "batch"})
                String kind,
        @Schema(examples = "orange") String name,
        @Schema(enumeration = {"express", "bulk"}) @Nullable String lane,
        @Schema(enumeration = {"watched", "slowed", "held"}) String state,
        @Schema(examples = "held") String rule,
        Instant since,
        @Nullable Instant until,
        @Nullable Long waiting,
        @Schema(
                        examples =
                                "orange demande de ralentir (421 4.7.28) : rien ne lui est remis"
                                        + " avant le 26/11/2026 à 10 h 01.")
                String explanation) {}
