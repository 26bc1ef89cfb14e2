package fr.gouv.notifications.gateway.submission;

import fr.gouv.notifications.contracts.NotificationRequested;
import fr.gouv.notifications.gateway.access.Caller;
import fr.gouv.notifications.gateway.idempotency.IdempotencyKey;
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
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jboss.resteasy.reactive.RestHeader;

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

    private static final String OVER_QUOTA =
            """
            {"type":"urn:notifications:problem:over-quota",\
            "title":"The service has sent all that it may send for now","status":429,\
            "detail":"emailPerDay: 500000 messages by e-mail a day are allowed to caf-92, and they are\
             used: send it again from 2026-11-26T00:00:00+01:00 on, or ask those who run the platform\
             for a higher limit","limit":{"name":"emailPerDay","size":500000,\
            "resetsAt":"2026-11-25T23:00:00Z"}}""";

    private static final String REPLAYED = KeyHeader.REPLAYED;

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
                            + " with a request is said in one answer, and nothing is sent then. A"
                            + " request with an Idempotency-Key can be repeated for 7 days and sends"
                            + " one notification: the repetition is answered as the first one was,"
                            + " with Idempotency-Replayed. A refusal leaves the key free for the"
                            + " corrected request; after a 503 the key stays with the same body.")
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
            headers = {
                @Header(name = "Location", description = "Where to follow it"),
                @Header(
                        name = REPLAYED,
                        description = "true: accepted before, under the same key",
                        schema = @Schema(type = SchemaType.BOOLEAN))
            },
            content =
                    @Content(
                            schema = @Schema(implementation = AcceptedView.class),
                            examples = {
                                @ExampleObject(name = "accepted", value = ACCEPTED),
                                @ExampleObject(name = "scheduled", value = SCHEDULED)
                            }))
    @APIResponse(
            responseCode = "422",
            description =
                    "Something is wrong with the content, or the key was used for another request"
                            + " (errors names the fields that differ)",
            content =
                    @Content(
                            mediaType = "application/problem+json",
                            schema = @Schema(implementation = Problem.class),
                            examples = @ExampleObject(name = "two problems", value = TWO_PROBLEMS)))
    @APIResponse(
            responseCode = "400",
            description = "The body is not the JSON that is read here, or the key is malformed")
    @APIResponse(
            responseCode = "409",
            description = "Another request with this key is not answered yet: see Retry-After")
    @APIResponse(responseCode = "413", description = "The body is larger than 256 KiB")
    @APIResponse(
            responseCode = "429",
            description =
                    "A limit of the service is reached: see Retry-After, RateLimit and GET"
                            + " /v1/services/{slug}/limits",
            headers = {
                @Header(
                        name = "RateLimit-Policy",
                        description = "The limits; here and in all answers",
                        schema =
                                @Schema(
                                        type = SchemaType.STRING,
                                        examples =
                                                "\"requestsPerMinute\";q=6000;w=60,"
                                                        + " \"emailPerDay\";q=500000;w=86400;"
                                                        + "qu=\"messages\"")),
                @Header(
                        name = "RateLimit",
                        description = "What is left of them; here and in all answers",
                        schema =
                                @Schema(
                                        type = SchemaType.STRING,
                                        examples =
                                                "\"requestsPerMinute\";r=5990;t=14,"
                                                        + " \"emailPerDay\";r=0;t=41234"))
            },
            content =
                    @Content(
                            mediaType = "application/problem+json",
                            schema = @Schema(implementation = Problem.class),
                            examples = @ExampleObject(name = "over quota", value = OVER_QUOTA)))
    @APIResponse(
            responseCode = "503",
            description = "Not accepted: send it again after Retry-After seconds")
    public Uni<Response> submit(
            SubmissionBody body,
            @Parameter(
                            description =
                                    "Yours, new for each message: 1 to 255 visible ASCII"
                                            + " characters, in double quotes or not",
                            example = "\"rdv-2026-11-23-42\"",
                            schema = @Schema(type = SchemaType.STRING))
                    @RestHeader("Idempotency-Key")
                    List<String> key) {
        if (key.isEmpty()) {
            return caller.tenant()
                    .flatMap(tenant -> submission.submit(tenant, body))
                    .map(this::answer);
        }
        var ours = IdempotencyKey.ofRequest(KeyHeader.key(key));
        return caller.tenant()
                .flatMap(tenant -> submission.submit(tenant, body, ours))
                .map(this::answer);
    }

    private Response answer(Prepared accepted) {
        log(accepted.fact());
        return created(AcceptedView.of(accepted)).build();
    }

    private Response answer(Submitted submitted) {
        return switch (submitted) {
            case Submitted.Accepted(var view) -> created(view).build();
            case Submitted.Replayed(var view) -> created(view).header(REPLAYED, true).build();
            case Submitted.NotAccepted(var refusal) -> throw refusal;
        };
    }

    private Response.ResponseBuilder created(AcceptedView view) {
        return Response.created(URI.create(location + view.id())).entity(view);
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
}
