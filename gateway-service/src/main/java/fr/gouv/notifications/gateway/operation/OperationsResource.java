package fr.gouv.notifications.gateway.operation;

import fr.gouv.notifications.gateway.deadletter.Backlog;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Shows at one glance what keeps messages back. */
@Path("/v1/operations")
@Produces(MediaType.APPLICATION_JSON)
@PermissionsAllowed("notifications:admin")
@Tag(name = "Operations", description = "Running the platform (administrators)")
class OperationsResource {

    private static final String OVERVIEW =
            """
            {"pauses":[{"kind":"service","name":"caf-92","lane":"bulk","state":"paused",\
            "since":"2026-11-25T08:00:00Z","by":"platform-admin",\
            "reason":"INC-1208: wrong amounts in the reminder"}],\
            "providers":[{"provider":"smtp","channel":"email","breaker":"open",\
            "why":"provider-unreachable","since":"2026-11-25T08:00:00Z"}],\
            "held":[{"kind":"mailbox-provider","name":"orange","state":"slowed","rule":"held",\
            "since":"2026-11-26T09:01:06Z","until":"2026-11-26T09:51:06Z","waiting":12,\
            "explanation":"Les messages vers orange partent à 50 % du rythme habituel, car ce fournisseur\
             a demandé de ralentir (421 4.7.28) ; le rythme habituel revient vers le 26/11/2026 à 10 h 51\
             si rien d’autre ne se passe. Environ 12 messages attendent."}],\
            "openDeadLetters":{"dispatch":3}}""";

    private final Pauses pauses;
    private final Providers providers;
    private final Flows flows;
    private final Backlog backlog;

    OperationsResource(Pauses pauses, Providers providers, Flows flows, Backlog backlog) {
        this.pauses = pauses;
        this.providers = providers;
        this.flows = flows;
        this.backlog = backlog;
    }

    @GET
    @RunOnVirtualThread
    @Operation(
            summary = "What keeps messages back",
            description =
                    "What is paused; the providers that ever failed, and whether their breaker is open"
                            + " now, why and since when; what holds messages back or slows them down, each"
                            + " with a sentence in French; how many dead letters wait for a"
                            + " decision.")
    @APIResponse(
            responseCode = "200",
            description = "The overview",
            content =
                    @Content(
                            schema = @Schema(implementation = Overview.class),
                            examples = @ExampleObject(name = "overview", value = OVERVIEW)))
    public Overview overview() {
        var paused = pauses.standing();
        var standing = providers.all();
        return new Overview(
                paused.stream().map(PausesResource.View::of).toList(),
                standing,
                WhyPolicy.all(paused, standing, flows.unusual()),
                backlog.open());
    }

    /** What keeps messages back. */
    @Schema(name = "Operations")
    record Overview(
            List<PausesResource.View> pauses,
            List<Providers.Standing> providers,
            List<Why> held,
            Map<String, Long> openDeadLetters) {}
}
