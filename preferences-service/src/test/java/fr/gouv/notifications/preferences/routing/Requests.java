package fr.gouv.notifications.preferences.routing;

import fr.gouv.notifications.contracts.AmbiguityPolicy;
import fr.gouv.notifications.contracts.Category;
import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.NotificationRequested;
import fr.gouv.notifications.contracts.Recipient;
import fr.gouv.notifications.contracts.Sealed;
import fr.gouv.notifications.preferences.SealedBox;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a service asks for, as the gateway tells it. */
public record Requests(String service, Lane lane, Instant at) {

    static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    static final Sealed WORDS = new Sealed(LocalDate.parse("2026-11-23"), "d29yZHM");

    Requests(String service) {
        this(service, Lane.EXPRESS, NOW);
    }

    /** From a service that writes now. */
    public static Requests live(String service, Lane lane, Instant at) {
        return new Requests(service, lane, at);
    }

    NotificationRequested optional(Channel... channels) {
        return of(Category.OPTIONAL, null, channels);
    }

    NotificationRequested mandatory(Channel... channels) {
        return of(Category.MANDATORY, null, channels);
    }

    NotificationRequested of(Category category, @Nullable Instant notBefore, Channel... channels) {
        return to(new Recipient(null, "zoe@example.fr", null, null), category, notBefore, channels);
    }

    public NotificationRequested optionalTo(Recipient recipient, Channel... channels) {
        return to(recipient, Category.OPTIONAL, null, channels);
    }

    public NotificationRequested mandatoryTo(Recipient recipient, Channel... channels) {
        return to(recipient, Category.MANDATORY, null, channels);
    }

    SealedBox boxOf(NotificationRequested request) {
        return new SealedBox(service, day(), request.notificationId());
    }

    private NotificationRequested to(
            Recipient recipient,
            Category category,
            @Nullable Instant notBefore,
            Channel... channels) {
        var id = UUID.randomUUID();
        return sealedAs(
                id,
                new SealedBox(service, day(), id).seal("recipient", recipient),
                category,
                notBefore,
                channels);
    }

    /** A request whose recipient is sealed so, rightly or not. */
    NotificationRequested sealedAs(
            UUID id,
            Sealed recipient,
            Category category,
            @Nullable Instant notBefore,
            Channel... channels) {
        return new NotificationRequested(
                id,
                at,
                service,
                "rdv-rappel",
                1,
                category,
                lane,
                AmbiguityPolicy.PREFER_NO_LOSS,
                "7K3M9QXZ4",
                null,
                notBefore,
                at.plus(Duration.ofDays(2)),
                List.of(channels),
                recipient,
                WORDS);
    }

    LocalDate day() {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }
}
