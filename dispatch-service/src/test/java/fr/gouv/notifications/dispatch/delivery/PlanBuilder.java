package fr.gouv.notifications.dispatch.delivery;

import fr.gouv.notifications.contracts.AmbiguityPolicy;
import fr.gouv.notifications.contracts.Category;
import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.NotificationRouted;
import fr.gouv.notifications.contracts.Sealed;
import fr.gouv.notifications.contracts.Step;
import fr.gouv.notifications.contracts.Words;
import fr.gouv.notifications.eventing.DataKeys;
import fr.gouv.notifications.eventing.KeyRing;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A routed notification as preferences tells it, with every seal; each `with` changes one thing. */
final class PlanBuilder {

    private final KeyRing keys;
    private final Instant now;
    private final UUID id = UUID.randomUUID();
    private final List<Way> ways = new ArrayList<>();
    private String service = "caf-92";
    private Lane lane = Lane.EXPRESS;
    private AmbiguityPolicy policy = AmbiguityPolicy.PREFER_NO_LOSS;
    private Duration validity = Duration.ofDays(1);
    private Duration delay = Duration.ZERO;

    PlanBuilder(KeyRing keys, Instant now) {
        this.keys = keys;
        this.now = now;
    }

    private record Way(Channel channel, String address) {}

    /** Addresses are unique, so that a test finds its own mails. */
    static String newAddress() {
        return "citizen-" + UUID.randomUUID() + "@boite.test";
    }

    PlanBuilder to(Channel channel, String address) {
        ways.add(new Way(channel, address));
        return this;
    }

    PlanBuilder in(Lane other) {
        lane = other;
        return this;
    }

    PlanBuilder of(String otherService) {
        service = otherService;
        return this;
    }

    /** Under which preferences would know every address of a plan. */
    static final String DIGEST = "q5nZ0b6uQ1c2T8yYk3vJm7XhR4sLw9eAdF_PgUoKtNE";

    PlanBuilder preferring(AmbiguityPolicy other) {
        policy = other;
        return this;
    }

    PlanBuilder after(Duration other) {
        delay = other;
        return this;
    }

    PlanBuilder validFor(Duration other) {
        validity = other;
        return this;
    }

    NotificationRouted build() {
        var words =
                new Words(
                        "CAF des Hauts-de-Seine",
                        null,
                        new Words.Email("Votre rendez-vous", "<p>Bonjour</p>", "Bonjour"),
                        null,
                        null);
        return new NotificationRouted(
                id,
                now,
                service,
                Category.MANDATORY,
                lane,
                policy,
                "7KQ2M9XPA",
                now.plus(validity),
                ways.stream().map(this::step).toList(),
                List.of(),
                sealed("words", words));
    }

    private Step step(Way way) {
        return new Step(
                way.channel(),
                sealed("address", way.address()),
                now.plus(delay),
                now.plus(validity),
                DIGEST);
    }

    private Sealed sealed(String purpose, Object value) {
        try {
            return keys.seal(service, day(), id, purpose, value);
        } catch (DataKeys.Erased erased) {
            throw new IllegalStateException(erased);
        }
    }

    private LocalDate day() {
        return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }
}
