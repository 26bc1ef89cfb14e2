package fr.gouv.notifications.gateway.submission;

import fr.gouv.notifications.contracts.NotificationRequested;
import fr.gouv.notifications.gateway.access.Caller;
import fr.gouv.notifications.gateway.problem.Problem;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/** Takes notifications, one at a time. */
@Path("/v1/notifications")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Notifications", description = "Reach a citizen, and know what became of the message")
class SubmissionResource {

    private static final Logger LOG = Logger.getLogger(SubmissionResource.class);

    private static final String SUBMISSION =
            """
            {"template":"rdv-rappel","to":{"email":"zoe@exemple.fr"},"values":{"prénom":"Zoé",\
            "date":"3 décembre","pièces":["carte d'identité","photo"],"numéro":"42"},\
            "reference":"dossier-42"}""";
    private static final String ACCEPTED =
            """
            {"id":"019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071","status":"accepted",\
            "sentence":"Le message est accepté et va partir.",\
            "template":{"slug":"rdv-rappel","version":1},"lane":"express","reference":"dossier-42",\
            "acceptedAt":"2026-11-23T08:00:00Z","expiresAt":"2026-11-25T08:00:00Z",\
            "proofCode":"7K2MQ9X4C"}""";
    private static final String LATER =
            """
            {"template":"rdv-rappel","to":{"email":"zoe@exemple.fr"},"values":{"prénom":"Zoé",\
            "date":"3 décembre","pièces":["carte d'identité"],"numéro":"42"},\
            "notBefore":"2026-12-01T09:00:00+01:00"}""";
    private static final String SCHEDULED =
            """
            {"id":"019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6072","status":"scheduled",\
            "sentence":"Le message est accepté et attend son heure d'envoi.",\
            "template":{"slug":"rdv-rappel","version":1},"lane":"express",\
            "acceptedAt":"2026-11-23T08:00:00Z","notBefore":"2026-12-01T08:00:00Z",\
            "expiresAt":"2026-12-03T08:00:00Z","proofCode":"7K2MQ9X4C"}""";
    private static final String TWO_PROBLEMS =
            """
            {"type":"urn:notifications:problem:invalid",\
            "title":"The request is well formed but cannot be accepted","status":422,\
            "detail":"2 problems, the first: to.email holds more than one address: send one request\
             for each address","errors":[{"field":"to.email","code":"two-addresses",\
            "problem":"holds more than one address","remedy":"send one request for each address"},\
            {"field":"values.date","code":"value-missing","problem":"is missing: the template needs\
             it","remedy":"add it to values; send \\"\\" to leave the place empty"}]}""";

    private final SubmitNotification submission;
    private final Caller caller;
    private final String location;

    SubmissionResource(
            SubmitNotification submission,
            Caller caller,
            @ConfigProperty(name = "gateway.public-url") String publicUrl) {
        this.submission = submission;
        this.caller = caller;
        this.location = publicUrl + "/v1/notifications/";
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @PermissionsAllowed("notifications:send")
    @Operation(
            summary = "Send a notification",
            description =
                    "201 means that the platform holds the notification durably. All that is wrong"
                            + " with a request is said in one answer, and nothing is sent then.")
    @RequestBody(
            content =
                    @Content(
                            schema = @Schema(implementation = SubmissionBody.class),
                            examples = {
                                @ExampleObject(name = "rdv-rappel", value = SUBMISSION),
                                @ExampleObject(name = "later", value = LATER)
                            }))
    @APIResponse(
            responseCode = "201",
            description = "Accepted",
            headers = @Header(name = "Location", description = "Where to follow it"),
            content =
                    @Content(
                            schema = @Schema(implementation = View.class),
                            examples = {
                                @ExampleObject(name = "accepted", value = ACCEPTED),
                                @ExampleObject(name = "scheduled", value = SCHEDULED)
                            }))
    @APIResponse(
            responseCode = "422",
            description = "Something is wrong with the content",
            content =
                    @Content(
                            mediaType = "application/problem+json",
                            schema = @Schema(implementation = Problem.class),
                            examples = @ExampleObject(name = "two problems", value = TWO_PROBLEMS)))
    @APIResponse(responseCode = "400", description = "The body is not the JSON that is read here")
    @APIResponse(responseCode = "413", description = "The body is larger than 256 KiB")
    @APIResponse(
            responseCode = "503",
            description = "Not accepted: send it again after Retry-After seconds")
    public Uni<Response> submit(SubmissionBody body) {
        return caller.tenant().flatMap(tenant -> submission.submit(tenant, body)).map(this::answer);
    }

    private Response answer(Prepared accepted) {
        var fact = accepted.fact();
        log(fact);
        return Response.created(URI.create(location + fact.notificationId()))
                .entity(View.of(accepted))
                .build();
    }

    /** At debug: writing a line costs as much as accepting, and tracking keeps the same facts. */
    private static void log(NotificationRequested fact) {
        if (LOG.isDebugEnabled()) {
            MDC.put("notification", fact.notificationId());
            MDC.put("service", fact.service());
            LOG.debug("accepted");
            MDC.remove("notification");
            MDC.remove("service");
        }
    }

    /** What is answered to an accepted notification. */
    @Schema(name = "Accepted")
    record View(
            UUID id,
            String status,
            String sentence,
            Version template,
            String lane,
            @Nullable String reference,
            Instant acceptedAt,
            @Nullable Instant notBefore,
            Instant expiresAt,
            String proofCode) {

        static View of(Prepared accepted) {
            var fact = accepted.fact();
            return new View(
                    fact.notificationId(),
                    accepted.waits() ? "scheduled" : "accepted",
                    accepted.waits()
                            ? "Le message est accepté et attend son heure d'envoi."
                            : "Le message est accepté et va partir.",
                    new Version(fact.template(), fact.templateVersion()),
                    fact.lane().name().toLowerCase(Locale.ROOT),
                    accepted.reference(),
                    fact.occurredAt(),
                    fact.notBefore(),
                    fact.expiresAt(),
                    fact.proofCode());
        }
    }

    /** Which words were used. */
    @Schema(name = "TemplateVersion")
    record Version(String slug, int version) {}
}
