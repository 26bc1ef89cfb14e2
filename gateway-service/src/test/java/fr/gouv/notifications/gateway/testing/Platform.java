package fr.gouv.notifications.gateway.testing;

import fr.gouv.notifications.eventing.testing.PlatformResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;

/** The one profile of all component tests: real PostgreSQL, real broker, a played Keycloak. */
@QuarkusTestResource(PlatformResource.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
@QuarkusTestResource(GatewayResource.class)
public final class Platform {

    private Platform() {}
}
