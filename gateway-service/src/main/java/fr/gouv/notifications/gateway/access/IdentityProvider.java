package fr.gouv.notifications.gateway.access;

import fr.gouv.notifications.gateway.problem.Problem;
import fr.gouv.notifications.gateway.problem.Refused;
import io.quarkus.oidc.client.OidcClientException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;

/** Makes a service known to Keycloak, and gives it new credentials. Called outside transactions. */
@ApplicationScoped
class IdentityProvider {

    private static final Logger LOG = Logger.getLogger(IdentityProvider.class);
    private static final Duration RETRY = Duration.ofSeconds(10);
    private static final String OPENID = "openid-connect";

    /** What a service may do by itself; sending letters costs money and is granted by hand. */
    private static final List<String> SCOPES =
            List.of("basic", "notifications:send", "notifications:read", "notifications:manage");

    private final KeycloakApi keycloak;
    private final String realm;
    private final String tokenUrl;

    IdentityProvider(
            @RestClient KeycloakApi keycloak,
            @ConfigProperty(name = "gateway.keycloak.realm") String realm,
            @ConfigProperty(name = "gateway.token-url") String tokenUrl) {
        this.keycloak = keycloak;
        this.realm = realm;
        this.tokenUrl = tokenUrl;
    }

    /**
     * The credentials of a client for this service, which is created unless an earlier attempt has
     * done so.
     *
     * @throws Refused when Keycloak is away; the same call completes the work later
     */
    Credentials register(String slug, String name) {
        return asking(
                () -> {
                    var id = idOf(slug).or(() -> created(slug, name)).orElseThrow();
                    return renewed(slug, id);
                });
    }

    /** New credentials for a service; the old ones are dead at once. Empty when it has no client. */
    Optional<Credentials> renew(String slug) {
        return asking(() -> idOf(slug).map(id -> renewed(slug, id)));
    }

    private Optional<String> created(String slug, String name) {
        try (var answer = keycloak.create(realm, client(slug, name))) {
            LOG.infof("identity provider knows service %s: %d", slug, answer.getStatus());
        } catch (WebApplicationException e) {
            if (e.getResponse().getStatus() != 409) {
                throw e;
            }
        }
        return idOf(slug);
    }

    private Optional<String> idOf(String slug) {
        return keycloak.find(realm, clientId(slug)).stream()
                .filter(client -> client.clientId().equals(clientId(slug)))
                .map(client -> String.valueOf(client.id()))
                .findFirst();
    }

    private Credentials renewed(String slug, String id) {
        return new Credentials(clientId(slug), keycloak.renewSecret(realm, id).value(), tokenUrl);
    }

    private static String clientId(String slug) {
        return "service-" + slug;
    }

    private static KeycloakApi.Client client(String slug, String name) {
        return new KeycloakApi.Client(
                null,
                clientId(slug),
                name,
                true,
                false,
                true,
                false,
                false,
                false,
                SCOPES,
                List.of(
                        new KeycloakApi.Mapper(
                                "service",
                                OPENID,
                                "oidc-hardcoded-claim-mapper",
                                Map.of(
                                        "claim.name", "service",
                                        "claim.value", slug,
                                        "jsonType.label", "String",
                                        "access.token.claim", "true",
                                        "id.token.claim", "false",
                                        "userinfo.token.claim", "false")),
                        new KeycloakApi.Mapper(
                                "audience",
                                OPENID,
                                "oidc-audience-mapper",
                                Map.of(
                                        "included.custom.audience", "notifications",
                                        "access.token.claim", "true"))));
    }

    private static <T> T asking(Supplier<T> question) {
        try {
            return question.get();
        } catch (WebApplicationException e) {
            LOG.errorf("the identity provider answered %d", e.getResponse().getStatus());
            throw away();
        } catch (ProcessingException | OidcClientException e) {
            LOG.errorf("the identity provider does not answer: %s", e.getClass().getName());
            throw away();
        }
    }

    private static Refused away() {
        return Problem.unavailable(
                "identity-unavailable",
                "the identity provider did not do its part: send the same request again, it"
                        + " completes what was begun",
                RETRY);
    }
}
