package fr.gouv.notifications.gateway.deadletter;

import fr.gouv.notifications.eventing.FactPublisher;
import fr.gouv.notifications.eventing.Unavailable;
import fr.gouv.notifications.gateway.problem.Problem;
import fr.gouv.notifications.gateway.problem.StorageAway;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Says what is away, when something is. */
@ApplicationScoped
class Answering {

    private static final Logger LOG = Logger.getLogger(Answering.class);
    private static final Duration RETRY = Duration.ofSeconds(10);

    /** The result, or the problem that names what is away. */
    <T> T with(Supplier<T> work) {
        try {
            return work.get();
        } catch (DeadLettersFailed e) {
            LOG.warnf("dead letters: %s", e.getMessage());
            throw StorageAway.refused();
        } catch (FactPublisher.BrokerUnavailable e) {
            throw Problem.unavailable(
                    "broker-unavailable",
                    "the broker did not acknowledge the fact: send the same request again",
                    RETRY);
        } catch (Unavailable e) {
            throw Problem.unavailable(
                    "unavailable",
                    "something that is needed to read or take the record is away: send the same"
                            + " request again",
                    RETRY);
        }
    }
}
