package fr.gouv.notifications.gateway.template;

import fr.gouv.notifications.contracts.AmbiguityPolicy;
import fr.gouv.notifications.contracts.Lane;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a template is for: decides how long its messages are useful, and how they travel. */
public enum Purpose {
    /** What citizens need to know. */
    INFORMATION(Duration.ofDays(2), null, AmbiguityPolicy.PREFER_NO_LOSS),
    /** A code to log in with: useless after minutes, and confusing when it comes twice. */
    ONE_TIME_CODE(Duration.ofMinutes(10), Lane.EXPRESS, AmbiguityPolicy.PREFER_NO_DUPLICATE),
    /** News to many: nobody misses one, everybody is annoyed by two. */
    NEWSLETTER(Duration.ofDays(2), Lane.BULK, AmbiguityPolicy.PREFER_NO_DUPLICATE);

    private final Duration validity;
    private final @Nullable Lane lane;
    private final AmbiguityPolicy ambiguityPolicy;

    Purpose(Duration validity, @Nullable Lane lane, AmbiguityPolicy ambiguityPolicy) {
        this.validity = validity;
        this.lane = lane;
        this.ambiguityPolicy = ambiguityPolicy;
    }

    /** How long a message is useful when the service does not say. */
    public Duration validity() {
        return validity;
    }

    /**
     * How a message travels when the service does not say.
     *
     * @param usual at the door by which it came
     */
    public Lane lane(Lane usual) {
        return lane == null ? usual : lane;
    }

    /** What is done with an attempt that has no answer. */
    public AmbiguityPolicy ambiguityPolicy() {
        return ambiguityPolicy;
    }

    /** As it is written in requests and answers. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Purpose> of(String word) {
        for (var purpose : values()) {
            if (purpose.word().equals(word)) {
                return Optional.of(purpose);
            }
        }
        return Optional.empty();
    }
}
