package fr.gouv.notifications.gateway.access;

import fr.gouv.notifications.gateway.problem.Parameters;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Shows who did what to the platform. */
@Path("/v1/operations/audit")
@Produces(MediaType.APPLICATION_JSON)
@PermissionsAllowed("notifications:admin")
@Tag(name = "Operations", description = "Running the platform (administrators)")
class AuditResource {

    private static final Set<String> PARAMETERS =
            Set.of("actor", "action", "subject", "from", "to", "limit", "cursor");
    private static final int USUAL_PAGE = 50;
    private static final int MOST_OF_A_PAGE = 200;

    private static final String PAGE =
            """
            {"items":[{"at":"2026-11-25T08:00:00Z","actor":"platform-admin",\
            "action":"dead-letter-redriven",\
            "subject":"dead-letter/6f1c2a1e-0f4b-3d53-8f0e-5a8a4a3b2c1d",\
            "reason":"INC-1207: dispatch 1.4.1 reads it","before":"open","after":"redriven"}],\
            "next":"NDI"}""";

    private final AuditTrail audit;

    AuditResource(AuditTrail audit) {
        this.audit = audit;
    }

    @GET
    @RunOnVirtualThread
    @Operation(
            summary = "Who did what",
            description = "Newest first. Lines are added and never changed.")
    @APIResponse(
            responseCode = "200",
            description = "A page of the audit trail",
            content =
                    @Content(
                            schema = @Schema(implementation = Page.class),
                            examples = @ExampleObject(name = "page", value = PAGE)))
    @APIResponse(responseCode = "400", description = "A filter or the cursor is not understood")
    public Page list(
            @Parameter(description = "The client", example = "platform-admin") @RestQuery
                    @Nullable String actor,
            @Parameter(example = "dead-letter-redriven") @RestQuery @Nullable String action,
            @Parameter(example = "caf-92") @RestQuery @Nullable String subject,
            @Parameter(description = "At or after", example = "2026-11-23T00:00:00Z") @RestQuery
                    @Nullable String from,
            @Parameter(description = "Before", example = "2026-11-24T00:00:00Z") @RestQuery
                    @Nullable String to,
            @Parameter(description = "1 to 200", example = "50") @RestQuery @Nullable String limit,
            @Parameter(description = "next of the page before") @RestQuery @Nullable String cursor,
            @Context UriInfo address) {
        Parameters.mustBeAmong(PARAMETERS, address);
        var most = Parameters.limit("limit", limit, USUAL_PAGE, MOST_OF_A_PAGE);
        var lines =
                audit.page(
                        new AuditFilter(
                                Parameters.text("actor", actor),
                                Parameters.text("action", action),
                                Parameters.text("subject", subject),
                                Parameters.instant("from", from),
                                Parameters.instant("to", to)),
                        cursor == null ? Long.MAX_VALUE : position(cursor),
                        most + 1);
        var shown = lines.subList(0, Math.min(most, lines.size()));
        return new Page(
                shown.stream().map(View::of).toList(),
                lines.size() > most
                        ? Parameters.cursor(Long.toString(shown.getLast().id()))
                        : null);
    }

    private static long position(String cursor) {
        try {
            return Long.parseLong(Parameters.position(cursor));
        } catch (NumberFormatException _) {
            throw Parameters.notACursor();
        }
    }

    /** One line as it is shown. */
    @Schema(name = "AuditLine")
    record View(
            Instant at,
            String actor,
            String action,
            String subject,
            @Nullable String reason,
            @Nullable String before,
            @Nullable String after) {

        static View of(AuditLine line) {
            return new View(
                    line.at(),
                    line.actor(),
                    line.action(),
                    line.subject(),
                    line.reason(),
                    line.before(),
                    line.after());
        }
    }

    /** Some lines. */
    @Schema(name = "AuditLines")
    record Page(List<View> items, @Nullable String next) {}
}
