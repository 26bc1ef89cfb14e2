package fr.gouv.notifications.gateway.citizen;

import fr.gouv.notifications.gateway.problem.Problem;
import fr.gouv.notifications.gateway.problem.Refused;
import io.quarkus.oidc.client.OidcClientException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;

/** Hands contacts and refusals to preferences, and says plainly when it is away. */
@ApplicationScoped
class Preferences {

    private static final Logger LOG = Logger.getLogger(Preferences.class);
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final PreferencesApi api;

    Preferences(@RestClient PreferencesApi api) {
        this.api = api;
    }

    /**
     * The answer of preferences, empty when it knows no such thing.
     *
     * @throws Refused when it is away
     */
    <T> Optional<T> ask(Function<PreferencesApi, T> question) {
        try {
            return Optional.of(question.apply(api));
        } catch (WebApplicationException e) {
            return switch (e.getResponse().getStatus()) {
                case 404 -> Optional.empty();
                case 400, 422 -> throw refused();
                default -> throw away("preferences answered " + e.getResponse().getStatus());
            };
        } catch (ProcessingException | OidcClientException e) {
            throw away("preferences does not answer: " + e.getClass().getSimpleName());
        }
    }

    private static Refused refused() {
        return Problem.of(
                        422,
                        "invalid",
                        "The request is well formed but cannot be accepted",
                        "an address or the reference of the citizen cannot be kept: check them")
                .refused();
    }

    private static Refused away(String why) {
        LOG.warn(why);
        return Problem.unavailable(
                "preferences-unavailable", "nothing was changed: send the request again", RETRY);
    }
}
