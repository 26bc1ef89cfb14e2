package fr.gouv.notifications.gateway.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.oidc.TenantIdentityProvider;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Remembers for a short while the tokens that were found good: a service sends thousands of requests
 * with one token, and to verify its signature and read its claims each time costs more than to accept
 * a notification. A token that has expired is not good any more, however recent; one that was not
 * found good is verified, and refused, as if this were not here.
 */
@ApplicationScoped
class RecentTokens implements IdentityProvider<TokenAuthenticationRequest> {

    private static final int MOST = 10_000;

    /** How long a key that Keycloak has withdrawn may still open. */
    private static final Duration KEPT = Duration.ofMinutes(1);

    private final TenantIdentityProvider tokens;
    private final InstantSource clock;
    private final Cache<String, Good> good =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(KEPT).build();

    RecentTokens(TenantIdentityProvider tokens, InstantSource clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public Class<TokenAuthenticationRequest> getRequestType() {
        return TokenAuthenticationRequest.class;
    }

    /** Before the one that verifies, whose priority is the usual one. */
    @Override
    public int priority() {
        return IdentityProvider.super.priority() + 1;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            TokenAuthenticationRequest request, AuthenticationRequestContext context) {
        var token = request.getToken().getToken();
        var known = good.getIfPresent(token);
        if (known != null && clock.instant().isBefore(known.until())) {
            return Uni.createFrom().item(known.identity());
        }
        return tokens.authenticate(new AccessTokenCredential(token))
                .invoke(identity -> remember(token, identity))
                // The next provider says what is wrong with it.
                .onFailure(AuthenticationFailedException.class)
                .recoverWithNull();
    }

    private void remember(String token, SecurityIdentity identity) {
        if (identity.getPrincipal() instanceof JsonWebToken claims) {
            good.put(token, new Good(identity, Instant.ofEpochSecond(claims.getExpirationTime())));
        }
    }

    private record Good(SecurityIdentity identity, Instant until) {}
}
