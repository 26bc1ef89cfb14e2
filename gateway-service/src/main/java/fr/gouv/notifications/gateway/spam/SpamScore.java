package fr.gouv.notifications.gateway.spam;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a spam filter says of an e-mail.
 *
 * @param score the more, the worse
 * @param threshold from which on the filter calls it spam
 * @param rules those that spoke, the worst first
 */
@Schema(name = "SpamScore")
public record SpamScore(
        @Schema(examples = "0.1") double score,
        @Schema(examples = "5.0") double threshold,
        List<Rule> rules) {

    public SpamScore {
        rules = List.copyOf(rules);
    }

    /**
     * One rule that spoke.
     *
     * @param name as the filter calls it
     * @param points what it adds; may be less than nothing
     * @param sentence what it means, in French
     */
    @Schema(name = "SpamRule")
    public record Rule(
            @Schema(examples = "MISSING_MID") String name,
            @Schema(examples = "0.1") double points,
            @Schema(examples = "Le message n'a pas d'identifiant (Message-ID).") String sentence) {}
}
