package fr.gouv.notifications.gateway.status;

import fr.gouv.notifications.contracts.PublicStatus;
import fr.gouv.notifications.contracts.Reason;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where notifications stand by what tracking has heard, for capabilities that must know. */
@ApplicationScoped
public class Standings {

    private final ReadNotifications notifications;

    Standings(ReadNotifications notifications) {
        this.notifications = notifications;
    }

    /**
     * Where this notification of this service stands; empty when tracking has not heard of it.
     *
     * @throws fr.gouv.notifications.gateway.problem.Refused when tracking does not answer
     */
    public Optional<Standing> find(String service, UUID id) {
        return notifications
                .tracked(service, id)
                .map(
                        tracked ->
                                new Standing(
                                        tracked.status(),
                                        tracked.settled(),
                                        tracked.reason(),
                                        isCancellationAsked(tracked),
                                        Sentences.of(
                                                tracked.status(),
                                                tracked.reason(),
                                                tracked.channel())));
    }

    private static boolean isCancellationAsked(Tracked tracked) {
        var events = tracked.events();
        return events != null
                && events.stream().anyMatch(event -> event.type().equals("cancelled"));
    }

    /**
     * Where a notification stands.
     *
     * @param settled whether nothing more is expected
     * @param cancellationAsked whether its service wished to stop it, in time or not
     * @param sentence in French, for people
     */
    public record Standing(
            PublicStatus status,
            boolean settled,
            @Nullable Reason reason,
            boolean cancellationAsked,
            String sentence) {

        /** The status as it is written in answers. */
        public String word() {
            return status.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
