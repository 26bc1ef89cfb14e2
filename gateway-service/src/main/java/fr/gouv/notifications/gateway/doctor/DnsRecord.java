package fr.gouv.notifications.gateway.doctor;

import java.util.ArrayList;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One record to be published.
 *
 * @param name fully qualified, without the final dot
 * @param type such as {@code TXT}
 * @param value as one text: most forms of registrars take it so
 */
@Schema(name = "DnsRecord")
public record DnsRecord(
        @Schema(examples = "n202611a._domainkey.caf92.example") String name,
        @Schema(examples = "TXT") String type,
        @Schema(examples = "v=DKIM1; k=rsa; p=MIIBIjANBg…") String value) {

    /** A character string of the DNS has no more octets (RFC 1035, 3.3). */
    private static final int LONGEST_STRING = 255;

    /** The line of a zone file, ready to be copied; a long text stands in several strings. */
    public String zoneLine() {
        if (!type.equals("TXT")) {
            return "%s. 3600 IN %s %s".formatted(name, type, value);
        }
        var strings = new ArrayList<String>();
        for (var from = 0; from < value.length(); from += LONGEST_STRING) {
            strings.add(value.substring(from, Math.min(from + LONGEST_STRING, value.length())));
        }
        return strings.stream()
                .map(string -> '"' + string.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(" ", name + ". 3600 IN TXT ( ", " )"));
    }
}
