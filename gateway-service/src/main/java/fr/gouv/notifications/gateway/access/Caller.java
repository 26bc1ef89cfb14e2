package fr.gouv.notifications.gateway.access;

import fr.gouv.notifications.gateway.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.RequestScoped;
import java.util.List;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Who is calling, by the token alone: nothing in a request can name another service. */
@RequestScoped
public class Caller {

    private static final String CLAIM = "service";
    private static final String ADMINISTRATION = "notifications:admin";

    private final JsonWebToken token;
    private final Tenants tenants;

    Caller(JsonWebToken token, Tenants tenants) {
        this.token = token;
        this.tenants = tenants;
    }

    /** The slug of the service in the token. */
    public String service() {
        if (token.getClaim(CLAIM) instanceof String slug && !slug.isEmpty()) {
            return slug;
        }
        throw Problem.of(
                        403,
                        "service-missing",
                        "The token speaks for no service",
                        "this needs a token with the claim service: use the credentials of the"
                                + " service")
                .refused();
    }

    /** The service in the token, once it was found to exist. */
    public Uni<Tenant> tenant() {
        return tenants.named(service());
    }

    /** Whether the token is one of those who administer the platform. */
    public boolean isAdministrator() {
        return token.getClaim("scope") instanceof String scopes
                && List.of(scopes.split(" ")).contains(ADMINISTRATION);
    }

    /** The client that is calling, for the audit trail. */
    public String client() {
        if (token.getClaim("azp") instanceof String client) {
            return client;
        }
        return String.valueOf(token.getName());
    }
}
