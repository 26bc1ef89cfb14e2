package fr.gouv.notifications.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.credential.TokenCredential;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecentTokensTest {

    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    private static final Instant END = NOON.plusSeconds(30);

    private final List<String> verified = new ArrayList<>();
    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final RecentTokens tokens =
            new RecentTokens(
                    credential -> {
                        verified.add(credential.getToken());
                        return credential.getToken().startsWith("good")
                                ? Uni.createFrom().item(identity(credential.getToken()))
                                : Uni.createFrom().failure(new AuthenticationFailedException());
                    },
                    now::get);

    @Test
    void verifiesATokenOnce() {
        var first = authenticate("good");
        var second = authenticate("good");

        assertThat(verified).containsExactly("good");
        assertThat(second).isNotNull().isSameAs(first);
    }

    @Test
    void tellsTokensApart() {
        authenticate("good-1");
        var second = authenticate("good-2");

        assertThat(verified).containsExactly("good-1", "good-2");
        assertThat(second).isNotNull();
        assertThat(second.getPrincipal().getName()).isEqualTo("good-2");
    }

    @Test
    void verifiesAgainWhatHasExpired() {
        authenticate("good");
        now.set(END);
        authenticate("good");

        assertThat(verified).containsExactly("good", "good");
    }

    @Test
    void leavesABadTokenToTheNextProviderEachTime() {
        assertThat(authenticate("bad")).isNull();
        assertThat(authenticate("bad")).isNull();
        assertThat(verified).containsExactly("bad", "bad");
    }

    private @Nullable SecurityIdentity authenticate(String token) {
        return tokens.authenticate(
                        new TokenAuthenticationRequest(new TokenCredential(token, "bearer")),
                        _ -> {
                            throw new IllegalStateException("nothing here blocks");
                        })
                .await()
                .indefinitely();
    }

    private static SecurityIdentity identity(String name) {
        var claims = new JwtClaims();
        claims.setSubject(name);
        claims.setExpirationTime(NumericDate.fromSeconds(END.getEpochSecond()));
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new DefaultJWTCallerPrincipal(claims))
                .build();
    }
}
