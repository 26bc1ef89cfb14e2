package fr.gouv.notifications.gateway.access;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import fr.gouv.notifications.gateway.problem.Problem;
import fr.gouv.notifications.gateway.problem.StorageAway;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;

/** The active services, without asking the database for each message. */
@ApplicationScoped
public class Tenants {

    private static final int MOST = 10_000;

    /** How long another replica may not know of a change. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    private static final Duration KEPT = Duration.ofMinutes(1);

    private final AsyncLoadingCache<String, Optional<Tenant>> cache;

    Tenants(RegisteredServices services) {
        cache =
                Caffeine.newBuilder()
                        .maximumSize(MOST)
                        .refreshAfterWrite(FRESH)
                        .expireAfterWrite(KEPT)
                        .executor(Executors.newVirtualThreadPerTaskExecutor())
                        .buildAsync(services::active);
    }

    /**
     * The service that a token speaks for.
     *
     * @return fails with {@link fr.gouv.notifications.gateway.problem.Refused} when there is none
     */
    public Uni<Tenant> named(String slug) {
        return find(slug).map(found -> found.orElseThrow(() -> unknown(slug)));
    }

    /** The service with this slug, if there is one. */
    public Uni<Optional<Tenant>> find(String slug) {
        return Uni.createFrom()
                .completionStage(() -> cache.get(slug))
                .onFailure()
                .transform(_ -> StorageAway.refused())
                .invoke(found -> forgetAbsence(slug, found));
    }

    /** What does not exist may be created on another replica the moment after. */
    private void forgetAbsence(String slug, Optional<Tenant> found) {
        if (found.isEmpty()) {
            cache.synchronous().invalidate(slug);
        }
    }

    void forget(@Observes ServiceActivated activated) {
        cache.synchronous().invalidate(activated.slug());
    }

    private static RuntimeException unknown(String slug) {
        return Problem.of(
                        403,
                        "service-missing",
                        "The token speaks for no service",
                        "there is no service " + slug + " on this platform")
                .refused();
    }
}
