package fr.gouv.notifications.gateway.quota;

import fr.gouv.notifications.gateway.problem.Problem;
import fr.gouv.notifications.gateway.problem.Refused;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Counts every request that speaks for a public service, reading or writing, before its body is read,
 * and says in every answer how much is left. While the database is away nothing is counted: this limit
 * protects the platform, and must not be what stops it.
 */
@ApplicationScoped
class RequestQuota {

    private static final String STANDING = RequestQuota.class.getName();

    private final Quotas quotas;
    private final CurrentIdentityAssociation identities;
    private final InstantSource clock;
    private final MeterRegistry metrics;
    private final ExecutorService patient = Executors.newVirtualThreadPerTaskExecutor();

    RequestQuota(
            Quotas quotas,
            CurrentIdentityAssociation identities,
            InstantSource clock,
            MeterRegistry metrics) {
        this.quotas = quotas;
        this.identities = identities;
        this.clock = clock;
        this.metrics = metrics;
    }

    @ServerRequestFilter(nonBlocking = true)
    public Uni<Response> count(ContainerRequestContext request) {
        return identities
                .getDeferredIdentity()
                .map(RequestQuota::service)
                // Whoever cannot be known is refused by the endpoint, in its own words.
                .onFailure()
                .recoverWithItem(Optional.empty())
                .chain(
                        service ->
                                service.isEmpty()
                                        ? Uni.createFrom().nullItem()
                                        : count(service.get(), request));
    }

    private Uni<Response> count(String service, ContainerRequestContext request) {
        var key = new Uses.Key(service, Limit.REQUESTS_PER_MINUTE);
        var allowance = quotas.allowance(key);
        var now = clock.instant();
        var taken = allowance.takeAtOnce(1, now);
        if (taken.isPresent()) {
            return answer(key, taken.getAsLong(), allowance, request, now);
        }
        return Uni.createFrom()
                .item(() -> allowance.take(1, now))
                .runSubscriptionOn(patient)
                .onFailure(Refused.class)
                .recoverWithNull()
                .chain(
                        one ->
                                one == null
                                        ? Uni.createFrom().nullItem()
                                        : answer(key, one, allowance, request, now));
    }

    private Uni<Response> answer(
            Uses.Key key,
            long taken,
            Allowance allowance,
            ContainerRequestContext request,
            Instant now) {
        var standing = allowance.standing();
        if (taken == 0) {
            metrics.counter("notifications.quota.refused", "limit", key.limit().word()).increment();
            return Uni.createFrom().failure(OverQuota.refused(key, standing, now));
        }
        request.setProperty(STANDING, standing);
        return Uni.createFrom().nullItem();
    }

    @ServerResponseFilter
    public void tell(ContainerRequestContext request, ContainerResponseContext response) {
        var now = clock.instant();
        var policies = new ArrayList<String>();
        var standings = new ArrayList<String>();
        if (request.getProperty(STANDING) instanceof Allowance.Standing standing) {
            var limit = Limit.REQUESTS_PER_MINUTE;
            policies.add(RateLimitFields.policy(limit, standing.size(), standing.window()));
            standings.add(
                    RateLimitFields.standing(limit, standing.left(), standing.window().left(now)));
        }
        if (response.getEntity() instanceof Problem problem && problem.limit() != null) {
            var reached = problem.limit();
            Limit.named(reached.name())
                    .ifPresent(
                            limit -> {
                                var window = limit.period().at(reached.resetsAt().minusNanos(1));
                                policies.add(RateLimitFields.policy(limit, reached.size(), window));
                                standings.add(RateLimitFields.standing(limit, 0, window.left(now)));
                            });
        }
        if (!policies.isEmpty()) {
            response.getHeaders().putSingle(RateLimitFields.POLICY, String.join(", ", policies));
            response.getHeaders().putSingle(RateLimitFields.STANDING, String.join(", ", standings));
        }
    }

    private static Optional<String> service(SecurityIdentity identity) {
        return identity.getPrincipal() instanceof JsonWebToken token
                        && token.getClaim("service") instanceof String service
                        && !service.isEmpty()
                ? Optional.of(service)
                : Optional.empty();
    }
}
