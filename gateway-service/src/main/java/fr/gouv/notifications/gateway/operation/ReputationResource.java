package fr.gouv.notifications.gateway.operation;

import fr.gouv.notifications.gateway.access.Caller;
import fr.gouv.notifications.gateway.problem.Problem;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Tells a public service whether too many of its e-mails bounce or are complained of. */
@Path("/v1/services/{slug}/reputation")
@Produces(MediaType.APPLICATION_JSON)
@PermissionsAllowed({"notifications:admin", "notifications:read"})
@Tag(name = "Limits", description = "How much a service may ask for, and how much it has used")
class ReputationResource {

    private static final String HELD =
            """
            {"service":"caf-92","state":"held","rule":"bounces","messages":2000,"failed":226,\
            "waiting":5400,"since":"2026-11-26T09:00:00Z","explanation":"11,3 % d’adresses mortes en\
             24 h (226 sur 2000 e-mails envoyés) par le service caf-92. Ses envois en nombre sont\
             suspendus depuis le 26/11/2026 à 10 h 00 pour protéger la réputation de tous ; ses codes et\
             envois unitaires partent. Vérifiez l’origine et l’âge de la liste d’adresses. Un\
             administrateur les libère par DELETE /v1/operations/pauses/service/caf-92. Environ 5400\
             messages attendent."}""";

    private final Flows flows;
    private final Caller caller;

    ReputationResource(Flows flows, Caller caller) {
        this.flows = flows;
        this.caller = caller;
    }

    @GET
    @RunOnVirtualThread
    @Operation(
            summary = "Whether a service may write in bulk",
            description =
                    "Counted over 24 hours and from 200 e-mails on: with 5 % of dead addresses or"
                            + " 0.1 % of complaints it is watched, with 10 % or 0.3 % what it sends"
                            + " in bulk is held until an administrator lets it go on. Codes and"
                            + " single sends go on. A service reads its own.")
    @APIResponse(
            responseCode = "200",
            description = "How it stands",
            content =
                    @Content(
                            schema = @Schema(implementation = View.class),
                            examples = @ExampleObject(name = "held", value = HELD)))
    @APIResponse(responseCode = "404", description = "There is no such service, or it is not yours")
    public View read(@PathParam("slug") String slug) {
        if (!caller.isAdministrator() && !caller.service().equals(slug)) {
            throw Problem.notFound("there is no service of this name").refused();
        }
        return flows.ofService(slug).map(View::of).orElseGet(() -> View.free(slug));
    }

    /** How a service stands. */
    @Schema(name = "Reputation")
    record View(
            String service,
            @Schema(enumeration = {"free", "watched", "held"}) String state,
            @Schema(enumeration = {"bounces", "complaints"}) @Nullable String rule,
            long messages,
            long failed,
            long waiting,
            @Nullable Instant since,
            String explanation) {

        static View of(Flow flow) {
            return new View(
                    flow.name(),
                    Flows.word(flow.state()),
                    flow.rule(),
                    flow.messages(),
                    flow.failed(),
                    flow.waiting(),
                    flow.since(),
                    WhyPolicy.of(flow).explanation());
        }

        static View free(String slug) {
            return new View(
                    slug,
                    "free",
                    null,
                    0,
                    0,
                    0,
                    null,
                    "Rien ne retient les envois du service %s.".formatted(slug));
        }
    }
}
