package fr.gouv.notifications.gateway.sender;

import fr.gouv.notifications.gateway.problem.Problem;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Base64;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Hands the key that signs for a domain to the platform's own services, and to nobody else. */
@Path("/internal/signing-keys")
@Produces(MediaType.APPLICATION_JSON)
@PermissionsAllowed("notifications:internal")
class SigningKeysResource {

    private final SendingDomains domains;
    private final KeepDomains keeping;
    private final KeyMaker maker;
    private final SenderConfig config;

    SigningKeysResource(
            SendingDomains domains, KeepDomains keeping, KeyMaker maker, SenderConfig config) {
        this.domains = domains;
        this.keeping = keeping;
        this.maker = maker;
        this.config = config;
    }

    @GET
    @Path("/{domain}")
    @RunOnVirtualThread
    @Operation(hidden = true)
    public Response one(@PathParam("domain") String domain) {
        if (domain.equals(config.platformDomain())) {
            keeping.platform();
        }
        var key =
                domains.signing(domain)
                        .orElseThrow(
                                () ->
                                        Problem.notFound("nothing is written in this domain's name")
                                                .refused());
        var opened = maker.open(key.sealed(), domain, key.selector());
        return Response.ok(
                        new Signing(
                                domain, key.selector(), Base64.getEncoder().encodeToString(opened)))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /** A private key, as base64 of PKCS#8. */
    record Signing(String domain, String selector, String key) {

        /** Says nothing of the key. */
        @Override
        public String toString() {
            return "Signing[" + domain + ", " + selector + "]";
        }
    }
}
