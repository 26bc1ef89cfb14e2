package fr.gouv.notifications.gateway.status;

import fr.gouv.notifications.contracts.PublicStatus;
import fr.gouv.notifications.gateway.problem.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Where the rows of a file stand by what tracking has heard. */
@ApplicationScoped
public class BatchStandings {

    private final BatchTrackingApi tracking;

    BatchStandings(@RestClient BatchTrackingApi tracking) {
        this.tracking = tracking;
    }

    /**
     * How many notifications of this file of this service have each status; a status that none has is
     * absent. Empty when tracking cannot tell now. Asks tracking: call it outside any transaction.
     */
    public Optional<Map<PublicStatus, Integer>> of(String service, UUID batch) {
        try {
            return ReadNotifications.asked(() -> tracking.counts(service, batch))
                    .map(json -> ReadNotifications.read(json, Counts.class).asMap());
        } catch (Refused _) {
            return Optional.empty();
        }
    }

    /** What tracking answers. */
    record Counts(List<Count> counts) {

        Map<PublicStatus, Integer> asMap() {
            var map = new EnumMap<PublicStatus, Integer>(PublicStatus.class);
            counts.forEach(count -> map.put(count.status(), count.notifications()));
            return map;
        }
    }

    /** How many have one status. */
    record Count(PublicStatus status, int notifications) {}
}
