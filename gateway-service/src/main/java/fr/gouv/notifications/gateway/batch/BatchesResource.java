package fr.gouv.notifications.gateway.batch;

import fr.gouv.notifications.gateway.access.Caller;
import fr.gouv.notifications.gateway.access.Tenant;
import fr.gouv.notifications.gateway.idempotency.IdempotencyKey;
import fr.gouv.notifications.gateway.problem.Problem;
import fr.gouv.notifications.gateway.status.BatchStandings;
import fr.gouv.notifications.gateway.submission.KeyHeader;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
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
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Takes files, and steers and shows what becomes of them. */
@Path("/v1/batches")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Batches", description = "One message to each row of a CSV file")
class BatchesResource {

    private static final int MOST_OF_A_PAGE = 100;
    private static final int USUAL_PAGE = 20;
    private static final int FIRST_FAULTS = 20;
    private static final String CSV = "text/csv; charset=UTF-8";

    private static final String CHECKED =
            """
            {"id":"4f0c5a3e-7d1b-4a7e-9f55-0b6f6a1f2c3d","status":"ready",\
            "sentence":"Le fichier est vérifié et contient des erreurs ; rien n’est envoyé.",\
            "name":"Rappels de décembre","template":{"slug":"rdv-rappel","version":3},"lane":"bulk",\
            "columns":[{"column":"courriel","use":"email"},{"column":"Prénom","use":"value"},\
            {"column":"date","use":"value"},{"column":"dossier","use":"ignored"}],\
            "file":{"rows":3,"checked":3,"valid":1,"invalid":1,"duplicates":1},\
            "progress":{"accepted":0,"remaining":1,"cancelled":0,"expired":0,"refused":0},\
            "errors":{"total":1,"first":[{"row":3,"kind":"error","column":"courriel",\
            "code":"address-invalid","problem":"has no @","remedy":"send an address such as\
             prenom.nom@exemple.fr"},{"row":4,"kind":"duplicate","column":"","code":"duplicate-row",\
            "problem":"says the same to the same recipient as row 2, and is not sent again",\
            "remedy":"nothing need be done; give each row its own reference if both are wanted"}],\
            "report":"https://notifications.example/v1/batches/4f0c5a3e-7d1b-4a7e-9f55-0b6f6a1f2c3d/errors.csv"},\
            "createdAt":"2026-11-25T08:00:00Z","checkedAt":"2026-11-25T08:00:01Z"}""";
    private static final String UNDER_WAY =
            """
            {"id":"4f0c5a3e-7d1b-4a7e-9f55-0b6f6a1f2c3d","status":"running",\
            "sentence":"L’envoi est en cours.","template":{"slug":"rdv-rappel","version":3},\
            "lane":"bulk","columns":[{"column":"courriel","use":"email"}],\
            "file":{"rows":20000,"checked":20000,"valid":19998,"invalid":0,"duplicates":2},\
            "progress":{"accepted":4500,"remaining":15498,"cancelled":0,"expired":0,"refused":0},\
            "outcome":{"delivered":4100,"sent":0,"undeliverable":12,"unknown":0,"declined":88,\
            "expired":0,"cancelled":0,"pending":300},\
            "createdAt":"2026-11-25T08:00:00Z","checkedAt":"2026-11-25T08:00:04Z",\
            "startedAt":"2026-11-25T08:01:00Z"}""";
    private static final String FORM =
            """
            --boundary
            Content-Disposition: form-data; name="template"

            rdv-rappel
            --boundary
            Content-Disposition: form-data; name="file"; filename="rappels.csv"

            courriel;prénom;date
            zoe@exemple.fr;Zoé;3 décembre
            --boundary--""";
    private static final String ERRORS =
            """
            row;kind;column;code;problem;remedy
            3;error;courriel;address-invalid;has no @;send an address such as prenom.nom@exemple.fr""";
    private static final String ROWS =
            """
            row;notification;state
            2;019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071;accepted
            3;;waiting""";
    private static final String COLUMN_MISSING =
            """
            {"type":"urn:notifications:problem:invalid",\
            "title":"The request is well formed but cannot be accepted","status":422,\
            "detail":"values.date has no column: the template needs it: add a column named date",\
            "errors":[{"field":"values.date","code":"column-missing","problem":"has no column: the\
             template needs it","remedy":"add a column named date"}]}""";

    private final TakeFile take;
    private final SteerBatch steer;
    private final Batches batches;
    private final Rows rows;
    private final Report report;
    private final BatchStandings standings;
    private final Caller caller;
    private final InstantSource clock;
    private final String location;

    BatchesResource(
            TakeFile take,
            SteerBatch steer,
            Batches batches,
            Rows rows,
            Report report,
            BatchStandings standings,
            Caller caller,
            InstantSource clock,
            @ConfigProperty(name = "gateway.public-url") String publicUrl) {
        this.take = take;
        this.steer = steer;
        this.batches = batches;
        this.rows = rows;
        this.report = report;
        this.standings = standings;
        this.caller = caller;
        this.clock = clock;
        this.location = publicUrl + "/v1/batches/";
    }

    /** The form, for whoever reads the description of the API. */
    @Schema(name = "BatchForm")
    record Form(
            @Schema(
                            required = true,
                            type = SchemaType.STRING,
                            format = "binary",
                            description =
                                    "CSV of at most 100 000 rows and 50 MiB, in UTF-8 or"
                                            + " Windows-1252, with comma, semicolon or tab")
                    String file,
            @Schema(required = true, examples = "rdv-rappel") String template,
            @Schema(description = "Yours, without personal data", examples = "Rappels de décembre")
                    String name,
            @Schema(
                            enumeration = {"bulk", "express"},
                            defaultValue = "bulk")
                    String lane,
            @Schema(
                            description = "Nothing is sent before; at most a year away",
                            examples = "2026-12-01T08:00:00Z")
                    String notBefore,
            @Schema(
                            description =
                                    "Nothing is sent after; if absent each notification is useful"
                                            + " for 48 hours from its turn",
                            examples = "2026-12-02T08:00:00Z")
                    String expiresAt,
            @Schema(
                            description = "Rows an hour, or the window to spread the rows over",
                            examples = {"5000", "PT6H"})
                    String spread,
            @Schema(
                            enumeration = {"by-hand", "auto"},
                            defaultValue = "by-hand",
                            description = "auto starts when no row is wrong, or with onErrors=skip")
                    String start,
            @Schema(
                            enumeration = {"stop", "skip"},
                            defaultValue = "stop",
                            description = "skip lets the rows without errors be sent")
                    String onErrors,
            @Schema(
                            enumeration = {"refuse", "keep"},
                            defaultValue = "refuse",
                            description = "Whether a value may be empty")
                    String emptyCells) {}

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Blocking
    @PermissionsAllowed("notifications:send")
    @Operation(
            summary = "Send a file",
            description =
                    "Checks every row and sends nothing before the batch is started. What is wrong"
                            + " with the file as a whole is said in the answer, and no batch comes"
                            + " into being; what is wrong with rows is said in the batch. A check"
                            + " that takes longer than ten seconds goes on after the answer, whose"
                            + " status is then checking. Columns are matched with placeholders"
                            + " whatever their case, spaces, hyphens and underscores; columns that"
                            + " nothing needs are ignored and reported. The same form under the same"
                            + " Idempotency-Key makes one batch for 7 days: a repetition is answered"
                            + " with that batch as it is now. A refusal leaves the key free for the"
                            + " repaired file.")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.MULTIPART_FORM_DATA,
                            schema = @Schema(implementation = Form.class),
                            examples = @ExampleObject(name = "one row", value = FORM)))
    @APIResponse(
            responseCode = "201",
            description = "Taken; nothing is sent yet unless start=auto",
            headers = {
                @Header(name = "Location", description = "Where to follow it"),
                @Header(
                        name = KeyHeader.REPLAYED,
                        description = "true: taken before, under the same key",
                        schema = @Schema(type = SchemaType.BOOLEAN))
            },
            content =
                    @Content(
                            schema = @Schema(implementation = BatchView.class),
                            examples = @ExampleObject(name = "checked", value = CHECKED)))
    @APIResponse(responseCode = "400", description = "The body is not a form, or the key malformed")
    @APIResponse(
            responseCode = "409",
            description = "Another request with this key is not answered yet: see Retry-After")
    @APIResponse(responseCode = "413", description = "The file is larger than 50 MiB")
    @APIResponse(
            responseCode = "422",
            description =
                    "Something is wrong with the file as a whole, or with a field; or the key was"
                            + " used for another form (errors names file, or the fields that differ)",
            content =
                    @Content(
                            mediaType = Problem.MEDIA_TYPE,
                            schema = @Schema(implementation = Problem.class),
                            examples =
                                    @ExampleObject(
                                            name = "column missing",
                                            value = COLUMN_MISSING)))
    @APIResponse(responseCode = "503", description = "Not taken: send it again later")
    public Response send(
            @Parameter(hidden = true) @HeaderParam(HttpHeaders.CONTENT_TYPE) String contentType,
            @Parameter(
                            description =
                                    "Yours, new for each file: 1 to 255 visible ASCII characters,"
                                            + " in double quotes or not",
                            example = "\"rappels-2026-12\"",
                            schema = @Schema(type = SchemaType.STRING))
                    @RestHeader(KeyHeader.NAME)
                    List<String> key,
            InputStream body)
            throws IOException {
        var tenant = tenant();
        var ours = key.isEmpty() ? null : IdempotencyKey.ofFile(KeyHeader.key(key));
        var taken = take.take(tenant, caller.client(), body, contentType, ours);
        var created =
                Response.created(URI.create(location + taken.batch()))
                        .entity(view(tenant, taken.batch()));
        return switch (taken) {
            case TakenFile.Begun _ -> created.build();
            case TakenFile.Replayed _ -> created.header(KeyHeader.REPLAYED, true).build();
        };
    }

    @GET
    @RunOnVirtualThread
    @PermissionsAllowed("notifications:read")
    @Operation(summary = "List batches", description = "Newest first, without their faults.")
    @APIResponse(
            responseCode = "200",
            description = "A page of them",
            content =
                    @Content(
                            schema = @Schema(implementation = Page.class),
                            examples =
                                    @ExampleObject(
                                            name = "last page",
                                            value = "{\"batches\":[" + UNDER_WAY + "]}")))
    @APIResponse(responseCode = "400", description = "limit or cursor is not understood")
    public Page list(
            @Parameter(description = "1 to 100", example = "20") @RestQuery @Nullable String limit,
            @Parameter(description = "next of the page before") @RestQuery
                    @Nullable String cursor) {
        var service = tenant().slug();
        var atMost = limit(limit);
        return QuarkusTransaction.requiringNew()
                .call(
                        () -> {
                            var before = cursor == null ? null : before(service, cursor);
                            var found = batches.page(service, before, atMost);
                            var views =
                                    found.stream()
                                            .map(batch -> new Seen(batch, counts(batch), List.of()))
                                            .map(seen -> view(seen, null))
                                            .toList();
                            return new Page(
                                    views,
                                    found.size() == atMost
                                            ? found.getLast().id().toString()
                                            : null);
                        });
    }

    @GET
    @Path("/{id}")
    @RunOnVirtualThread
    @PermissionsAllowed("notifications:read")
    @Operation(
            summary = "Follow a batch",
            description =
                    "outcome counts what became of the accepted rows so far; it is absent when no row"
                            + " was accepted yet, or when it cannot be told now.")
    @APIResponse(
            responseCode = "200",
            description = "Where it is, and what is wrong with its rows",
            content =
                    @Content(
                            schema = @Schema(implementation = BatchView.class),
                            examples = @ExampleObject(name = "checked", value = CHECKED)))
    @APIResponse(responseCode = "404", description = "This service has no such batch")
    public BatchView one(@PathParam("id") String id) {
        return view(tenant(), uuid(id));
    }

    @GET
    @Path("/{id}/errors.csv")
    @Blocking
    @Produces(CSV)
    @PermissionsAllowed("notifications:read")
    @Operation(
            summary = "All that is wrong, row by row",
            description =
                    "Row (the headings are row 1), kind, column, code, problem, remedy; no value of"
                            + " the file. UTF-8 with semicolons, safe to open in a spreadsheet.")
    @APIResponse(
            responseCode = "200",
            description = "The report",
            content =
                    @Content(
                            mediaType = "text/csv",
                            examples = @ExampleObject(name = "one error", value = ERRORS)))
    @APIResponse(responseCode = "404", description = "This service has no such batch")
    public Response errors(@PathParam("id") String id) {
        var batch = found(tenant().slug(), uuid(id)).id();
        return download(batch, "errors", out -> report.faults(batch, out));
    }

    @GET
    @Path("/{id}/rows.csv")
    @Blocking
    @Produces(CSV)
    @PermissionsAllowed("notifications:read")
    @Operation(
            summary = "Which row became which notification",
            description = "Row, id of the notification once it is accepted, state.")
    @APIResponse(
            responseCode = "200",
            description = "The list",
            content =
                    @Content(
                            mediaType = "text/csv",
                            examples = @ExampleObject(name = "two rows", value = ROWS)))
    @APIResponse(responseCode = "404", description = "This service has no such batch")
    public Response rows(@PathParam("id") String id) {
        var batch = found(tenant().slug(), uuid(id)).id();
        return download(batch, "rows", out -> report.rows(batch, out));
    }

    @POST
    @Path("/{id}/start")
    @RunOnVirtualThread
    @PermissionsAllowed("notifications:send")
    @Operation(summary = "Start a batch", description = "Starting it twice changes nothing.")
    @APIResponse(
            responseCode = "200",
            description = "Its rows are being sent, or wait for notBefore",
            content =
                    @Content(
                            schema = @Schema(implementation = BatchView.class),
                            examples = @ExampleObject(name = "under way", value = UNDER_WAY)))
    @APIResponse(responseCode = "404", description = "This service has no such batch")
    @APIResponse(responseCode = "409", description = "Its state, or its errors, do not allow it")
    public BatchView start(
            @PathParam("id") String id,
            @Parameter(description = "skip sends the rows without errors", example = "skip")
                    @RestQuery
                    @Nullable String onErrors) {
        if (onErrors != null && !onErrors.equals("skip") && !onErrors.equals("stop")) {
            throw Problem.invalidParameter(
                            "onErrors", "is no known word", "send skip or stop, or leave it out")
                    .refused();
        }
        return steered(id, wish -> steer.start(wish, "skip".equals(onErrors)));
    }

    @POST
    @Path("/{id}/pause")
    @RunOnVirtualThread
    @PermissionsAllowed("notifications:send")
    @Operation(
            summary = "Pause a batch",
            description = "The few rows that are being handed over still go.")
    @APIResponse(
            responseCode = "200",
            description = "No further row is sent",
            content =
                    @Content(
                            schema = @Schema(implementation = BatchView.class),
                            examples = @ExampleObject(name = "under way", value = UNDER_WAY)))
    @APIResponse(responseCode = "404", description = "This service has no such batch")
    @APIResponse(responseCode = "409", description = "Its state does not allow it")
    public BatchView pause(@PathParam("id") String id) {
        return steered(id, steer::pause);
    }

    @POST
    @Path("/{id}/resume")
    @RunOnVirtualThread
    @PermissionsAllowed("notifications:send")
    @Operation(summary = "Resume a paused batch")
    @APIResponse(
            responseCode = "200",
            description = "Its rows are being sent again",
            content =
                    @Content(
                            schema = @Schema(implementation = BatchView.class),
                            examples = @ExampleObject(name = "under way", value = UNDER_WAY)))
    @APIResponse(responseCode = "404", description = "This service has no such batch")
    @APIResponse(responseCode = "409", description = "Its state does not allow it")
    public BatchView resume(@PathParam("id") String id) {
        return steered(id, steer::resume);
    }

    @DELETE
    @Path("/{id}")
    @RunOnVirtualThread
    @PermissionsAllowed("notifications:send")
    @Operation(
            summary = "Cancel a batch",
            description =
                    "progress.cancelled says how many rows were stopped, progress.accepted how many"
                            + " were handed to the line before; of these outcome.cancelled were"
                            + " stopped on their way, and for outcome.tooLate it was too late."
                            + " Cancelling twice changes nothing.")
    @APIResponse(
            responseCode = "200",
            description = "No further row is sent",
            content =
                    @Content(
                            schema = @Schema(implementation = BatchView.class),
                            examples = @ExampleObject(name = "under way", value = UNDER_WAY)))
    @APIResponse(responseCode = "404", description = "This service has no such batch")
    public BatchView cancel(@PathParam("id") String id) {
        return steered(id, steer::cancel);
    }

    private BatchView steered(String text, Consumer<SteerBatch.Wish> action) {
        var tenant = tenant();
        var id = uuid(text);
        action.accept(new SteerBatch.Wish(tenant.slug(), id, caller.client()));
        return view(tenant, id);
    }

    /** A batch, what became of its rows here, and the first of its faults. */
    private record Seen(Batch batch, RowCounts counts, List<RowFault> first) {}

    private BatchView view(Tenant tenant, UUID id) {
        var seen =
                QuarkusTransaction.requiringNew()
                        .call(
                                () -> {
                                    var batch =
                                            batches.find(tenant.slug(), id)
                                                    .orElseThrow(
                                                            () -> SteerBatch.unknown(id).refused());
                                    return new Seen(
                                            batch,
                                            counts(batch),
                                            rows.faultsAfter(id, null, FIRST_FAULTS).stream()
                                                    .map(Rows.Numbered::fault)
                                                    .toList());
                                });
        return view(seen, outcome(seen));
    }

    /** Asked of tracking, thus outside any transaction. */
    private BatchView.@Nullable Outcome outcome(Seen seen) {
        var batch = seen.batch();
        var accepted = seen.counts().accepted();
        return accepted == 0
                ? null
                : standings
                        .of(batch.service(), batch.id())
                        .map(counts -> OutcomePolicy.of(counts, accepted, batch.state()))
                        .orElse(null);
    }

    private RowCounts counts(Batch batch) {
        var ended = batch.ended();
        return ended == null ? rows.counts(batch.id()) : ended;
    }

    private BatchView view(Seen seen, BatchView.@Nullable Outcome outcome) {
        var batch = seen.batch();
        return BatchView.of(
                batch,
                seen.counts(),
                outcome,
                seen.first(),
                location + batch.id(),
                clock.instant());
    }

    private Batch found(String service, UUID id) {
        return QuarkusTransaction.requiringNew()
                .call(() -> batches.find(service, id))
                .orElseThrow(() -> SteerBatch.unknown(id).refused());
    }

    private Batch before(String service, String cursor) {
        return parsed(cursor)
                .flatMap(id -> batches.find(service, id))
                .orElseThrow(
                        () ->
                                Problem.invalidParameter(
                                                "cursor",
                                                "is of no page of this service",
                                                "send next of the page before, unchanged")
                                        .refused());
    }

    private static int limit(@Nullable String limit) {
        if (limit == null) {
            return USUAL_PAGE;
        }
        try {
            var number = Integer.parseInt(limit);
            if (number >= 1 && number <= MOST_OF_A_PAGE) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Answered below.
        }
        throw Problem.invalidParameter(
                        "limit", "is no number of batches", "send 1 to " + MOST_OF_A_PAGE)
                .refused();
    }

    private Response download(UUID batch, String what, StreamingOutput content) {
        return Response.ok(content)
                .type(CSV)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"" + what + "-" + batch + ".csv\"")
                .build();
    }

    private Tenant tenant() {
        return caller.tenant().await().indefinitely();
    }

    private static UUID uuid(String text) {
        return parsed(text)
                .orElseThrow(
                        () ->
                                Problem.notFound("this is no id of a batch: see GET /v1/batches")
                                        .refused());
    }

    private static java.util.Optional<UUID> parsed(String text) {
        try {
            var id = UUID.fromString(text);
            // fromString also reads short forms: an id has one spelling.
            return java.util.Optional.of(id).filter(read -> read.toString().equalsIgnoreCase(text));
        } catch (IllegalArgumentException _) {
            return java.util.Optional.empty();
        }
    }

    /**
     * Batches, newest first.
     *
     * @param next cursor of the next page; absent on the last one
     */
    @Schema(name = "Batches")
    record Page(List<BatchView> batches, @Nullable String next) {}
}
