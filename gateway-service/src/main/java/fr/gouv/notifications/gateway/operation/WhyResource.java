package fr.gouv.notifications.gateway.operation;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Answers "why is it slow?". */
@Path("/v1/operations/why")
@Produces(MediaType.APPLICATION_JSON)
@PermissionsAllowed("notifications:admin")
@Tag(name = "Operations", description = "Running the platform (administrators)")
class WhyResource {

    private static final String ORANGE =
            """
            {"items":[{"kind":"mailbox-provider","name":"orange","state":"held","rule":"held",\
            "since":"2026-11-26T09:00:00Z","until":"2026-11-26T09:01:06Z","waiting":120,\
            "explanation":"orange demande de ralentir (421 4.7.28) depuis le 26/11/2026 à 10 h 00 :\
             rien ne lui est remis avant le 26/11/2026 à 10 h 01 ; l’envoi reprend ensuite à 50 % du\
             rythme habituel. Environ 120 messages attendent."}]}""";

    private final Pauses pauses;
    private final Providers providers;
    private final Flows flows;

    WhyResource(Pauses pauses, Providers providers, Flows flows) {
        this.pauses = pauses;
        this.providers = providers;
        this.flows = flows;
    }

    @GET
    @RunOnVirtualThread
    @Operation(
            summary = "Why messages wait",
            description =
                    "Every pause, every provider that does not work, every mailbox provider that"
                            + " is written to more slowly than messages come, and every public"
                            + " service whose reputation is at stake: since when, by which rule,"
                            + " about how many messages wait, when they go on, and a sentence in"
                            + " French. An empty list: nothing holds them back.")
    @APIResponse(
            responseCode = "200",
            description = "What keeps messages back",
            content =
                    @Content(
                            schema = @Schema(implementation = Page.class),
                            examples = @ExampleObject(name = "orange", value = ORANGE)))
    public Page why(
            @Parameter(
                            description =
                                    "Only this kind: channel, provider, mailbox-provider, service or"
                                            + " batch",
                            example = "mailbox-provider")
                    @RestQuery
                    @Nullable String kind,
            @Parameter(description = "Only this name", example = "orange") @RestQuery
                    @Nullable String name) {
        return new Page(
                WhyPolicy.all(pauses.standing(), providers.all(), flows.unusual()).stream()
                        .filter(why -> kind == null || why.kind().equals(kind))
                        .filter(why -> name == null || why.name().equals(name))
                        .toList());
    }

    /** What keeps messages back. */
    @Schema(name = "WhyPage")
    record Page(List<Why> items) {}
}
