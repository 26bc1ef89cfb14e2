package fr.gouv.notifications.gateway.submission;

import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.gateway.access.Caller;
import fr.gouv.notifications.gateway.access.Tenant;
import fr.gouv.notifications.gateway.problem.Problem;
import fr.gouv.notifications.gateway.problem.Refused;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
import org.jboss.resteasy.reactive.RestHeader;
import org.jspecify.annotations.Nullable;

/** Takes notifications, up to a thousand at a time. */
@Path("/v1/notifications/batch")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Notifications")
class BatchResource {

    private static final String REPLAYED = KeyHeader.REPLAYED;

    private static final String BATCH =
            """
            {"common":{"template":"rdv-rappel","values":{"pièces":["photo"],"date":"3 décembre"}},\
            "items":[{"to":{"email":"zoe@exemple.fr"},"values":{"prénom":"Zoé","numéro":"42"},\
            "reference":"dossier-42","idempotencyKey":"rdv-42"},\
            {"to":{"email":"leo@exemple"},"values":{"prénom":"Léo","numéro":"43"}}]}""";
    private static final String ANSWERS =
            """
            {"accepted":1,"refused":1,"items":[{"status":201,"notification":\
            {"id":"019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071","status":"accepted",\
            "sentence":"Le message est accepté et va partir.",\
            "template":{"slug":"rdv-rappel","version":1},"lane":"bulk","reference":"dossier-42",\
            "acceptedAt":"2026-11-23T08:00:00Z","expiresAt":"2026-11-25T08:00:00Z",\
            "proofCode":"7K2MQ9X4C"}},{"status":422,"problem":\
            {"type":"urn:notifications:problem:invalid",\
            "title":"The request is well formed but cannot be accepted","status":422,\
            "detail":"to.email is not a usable address: check it","errors":[{"field":"to.email",\
            "code":"address-invalid","problem":"is not a usable address","remedy":"check it"}]}}]}""";

    private final SubmitNotifications submission;
    private final Caller caller;
    private final ExecutorService patient = Executors.newVirtualThreadPerTaskExecutor();

    BatchResource(SubmitNotifications submission, Caller caller) {
        this.submission = submission;
        this.caller = caller;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @PermissionsAllowed("notifications:send")
    @Operation(
            summary = "Send many notifications",
            description =
                    "Each item is answered by itself, in the order of the request, as it would be"
                            + " answered alone; when a limit of the service is reached the first"
                            + " items up to it are accepted and the others answered 429; items that name no lane use bulk. A 503 means that"
                            + " no item counts as accepted: send the batch again. Keys make that"
                            + " safe: one for each item (idempotencyKey), or an Idempotency-Key for"
                            + " the request, which stands for all items that have none.")
    @RequestBody(
            content =
                    @Content(
                            schema = @Schema(implementation = BatchBody.class),
                            examples = @ExampleObject(name = "two", value = BATCH)))
    @APIResponse(
            responseCode = "200",
            description = "Every item is answered: see the status of each",
            headers =
                    @Header(
                            name = REPLAYED,
                            description = "true: all that is accepted was accepted before",
                            schema = @Schema(type = SchemaType.BOOLEAN)),
            content =
                    @Content(
                            schema = @Schema(implementation = Answers.class),
                            examples = @ExampleObject(name = "one of two", value = ANSWERS)))
    @APIResponse(
            responseCode = "400",
            description = "The body is not the JSON that is read here, or the key is malformed")
    @APIResponse(responseCode = "413", description = "The body is larger than 8 MiB")
    @APIResponse(responseCode = "422", description = "There are no items, or more than 1 000")
    @APIResponse(
            responseCode = "503",
            description = "Nothing is accepted: send it again after Retry-After seconds")
    public Uni<Response> submit(
            BatchBody body,
            @Parameter(
                            description =
                                    "Yours, new for each batch: 1 to 255 visible ASCII characters,"
                                            + " in double quotes or not",
                            example = "\"campagne-2026-11\"",
                            schema = @Schema(type = SchemaType.STRING))
                    @RestHeader(KeyHeader.NAME)
                    List<String> key) {
        var batchKey = key.isEmpty() ? null : KeyHeader.key(key);
        return caller.tenant()
                .emitOn(patient)
                .map(tenant -> answers(tenant, BatchItems.of(body, batchKey)))
                .map(BatchResource::response);
    }

    private List<Answer> answers(Tenant tenant, List<BatchItems.Item> items) {
        var submissions = new ArrayList<Submission>();
        for (var item : items) {
            if (item instanceof BatchItems.Item.Legible(var readable)) {
                submissions.add(readable);
            }
        }
        var submitted = submission.submit(tenant, submissions, Lane.BULK).iterator();
        return items.stream()
                .map(
                        item ->
                                switch (item) {
                                    case BatchItems.Item.Legible _ -> Answer.of(submitted.next());
                                    case BatchItems.Item.Illegible(var refusal) ->
                                            Answer.of(refusal);
                                })
                .toList();
    }

    private static Response response(List<Answer> items) {
        var accepted = items.stream().filter(item -> item.notification() != null).toList();
        var answer =
                Response.ok(new Answers(accepted.size(), items.size() - accepted.size(), items));
        return !accepted.isEmpty() && accepted.stream().allMatch(item -> item.replayed() != null)
                ? answer.header(REPLAYED, true).build()
                : answer.build();
    }

    /** What is answered to a batch. */
    @Schema(name = "SubmissionBatchAnswer")
    record Answers(int accepted, int refused, List<Answer> items) {}

    /**
     * What became of one item: a notification or a problem.
     *
     * @param status as it would be answered alone
     * @param replayed true when it was accepted before, under the same key
     * @param retryAfter seconds, when the same item can be accepted later
     */
    @Schema(name = "SubmissionBatchItemAnswer")
    record Answer(
            int status,
            @Nullable AcceptedView notification,
            @Nullable Boolean replayed,
            @Nullable Problem problem,
            @Nullable Long retryAfter) {

        private static final int CREATED = 201;

        static Answer of(Submitted submitted) {
            return switch (submitted) {
                case Submitted.Accepted(var view) -> new Answer(CREATED, view, null, null, null);
                case Submitted.Replayed(var view) -> new Answer(CREATED, view, true, null, null);
                case Submitted.NotAccepted(var refusal) -> of(refusal);
            };
        }

        static Answer of(Refused refusal) {
            var after = refusal.retryAfter();
            return new Answer(
                    refusal.problem().status(),
                    null,
                    null,
                    refusal.problem(),
                    after == null ? null : Math.max(1, after.toSeconds()));
        }
    }
}
