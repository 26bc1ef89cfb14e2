package fr.gouv.notifications.gateway.doctor;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How well something is. */
public enum Health {
    @JsonProperty("green")
    GREEN,
    @JsonProperty("orange")
    ORANGE,
    @JsonProperty("red")
    RED;

    /** As it is written. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * How a domain is: as bad as the worst of what is required. Empty when that is not known, because the DNS
     * did not answer and what is known is not worse.
     */
    public static Optional<Health> of(List<Finding> findings) {
        var required = findings.stream().filter(Finding::required).toList();
        var known =
                required.stream()
                        .filter(finding -> !finding.unverified())
                        .map(Finding::state)
                        .reduce(GREEN, (one, other) -> one.compareTo(other) > 0 ? one : other);
        return known == GREEN && required.stream().anyMatch(Finding::unverified)
                ? Optional.empty()
                : Optional.of(known);
    }
}
