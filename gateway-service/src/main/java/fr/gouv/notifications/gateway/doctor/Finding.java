package fr.gouv.notifications.gateway.doctor;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was looked at.
 *
 * @param check what was looked at, such as {@code dkim-n202611a}
 * @param required whether the domain may be used only when this is green
 * @param sentence in French, for those who look after the domain
 * @param record to be published; null when nothing is to be done
 * @param zoneLine the same as the line of a zone file
 * @param unverified whether the DNS did not answer, so that nothing is known
 */
@Schema(name = "DomainFinding")
public record Finding(
        @Schema(examples = "spf") String check,
        Health state,
        boolean required,
        String sentence,
        @Nullable DnsRecord record,
        @Nullable String zoneLine,
        boolean unverified) {

    static Finding good(String check, boolean required, String sentence) {
        return new Finding(check, Health.GREEN, required, sentence, null, null, false);
    }

    static Finding bad(
            String check,
            Health state,
            boolean required,
            String sentence,
            @Nullable DnsRecord record) {
        return new Finding(
                check,
                state,
                required,
                sentence,
                record,
                record == null ? null : record.zoneLine(),
                false);
    }

    static Finding unknown(String check, boolean required) {
        return new Finding(
                check,
                Health.ORANGE,
                required,
                "Le DNS n'a pas répondu : cela n'a pas pu être vérifié.",
                null,
                null,
                true);
    }
}
