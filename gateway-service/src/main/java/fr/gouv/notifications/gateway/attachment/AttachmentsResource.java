package fr.gouv.notifications.gateway.attachment;

import fr.gouv.notifications.gateway.access.Caller;
import fr.gouv.notifications.gateway.attachment.KeepAttachments.Kept;
import fr.gouv.notifications.gateway.problem.Problem;
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
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.UUID;
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

/** Takes files that go with e-mails. */
@Path("/v1/attachments")
@Produces(MediaType.APPLICATION_JSON)
@PermissionsAllowed("notifications:send")
@Tag(name = "Notifications", description = "Write to citizens, and see what became of it")
class AttachmentsResource {

    private static final String ONE =
            """
            {"id":"0f9619ff-8b86-4d01-b42d-00cf4fc96601","name":"Convocation du 3 mai.pdf",\
            "type":"application/pdf","size":48213,"createdAt":"2026-11-27T08:15:29Z",\
            "neededUntil":"2026-11-29T08:15:29Z"}""";
    private static final String FORM = "(a form with one part, file: curl --form file=@lettre.pdf)";

    private final KeepAttachments keeping;
    private final Caller caller;
    private final String location;

    AttachmentsResource(
            KeepAttachments keeping,
            Caller caller,
            @ConfigProperty(name = "gateway.public-url") String publicUrl) {
        this.keeping = keeping;
        this.caller = caller;
        this.location = publicUrl + "/v1/attachments/";
    }

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Blocking
    @Operation(
            summary = "Upload a file that goes with e-mails",
            description =
                    "Its id is then named by attachments of a notification, of as many as you like. PDF, PNG,"
                            + " JPEG, DOCX, XLSX, ODT, ODS, TXT, CSV and ICS, at most 10 MiB; what the name"
                            + " announces must be in it, and no macros. The name is made safe. It is kept"
                            + " sealed, two days for its first notification, then until a day after the"
                            + " last that names it has expired.")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.MULTIPART_FORM_DATA,
                            schema = @Schema(implementation = Form.class),
                            examples = @ExampleObject(name = "one file", value = FORM)))
    @APIResponse(
            responseCode = "201",
            description = "Kept",
            headers = @Header(name = "Location", description = "Where to look or remove it"),
            content =
                    @Content(
                            schema = @Schema(implementation = AttachmentView.class),
                            examples = @ExampleObject(name = "kept", value = ONE)))
    @APIResponse(responseCode = "400", description = "The body is not a form")
    @APIResponse(responseCode = "409", description = "The service has no room for more files")
    @APIResponse(responseCode = "413", description = "The file is larger than 10 MiB")
    @APIResponse(
            responseCode = "422",
            description = "There is not exactly one file, or none that may be sent along",
            content =
                    @Content(
                            mediaType = Problem.MEDIA_TYPE,
                            schema = @Schema(implementation = Problem.class)))
    @APIResponse(responseCode = "503", description = "Not kept: send it again later")
    public Response add(
            @Parameter(hidden = true) @HeaderParam(HttpHeaders.CONTENT_TYPE) String contentType,
            InputStream body)
            throws IOException {
        var service = caller.tenant().await().indefinitely().slug();
        var kept = keeping.take(service, body, contentType);
        return Response.created(URI.create(location + kept.id()))
                .entity(AttachmentView.of(kept))
                .build();
    }

    @GET
    @Path("/{id}")
    @RunOnVirtualThread
    @Operation(summary = "Look at a file that is kept", description = "Its content is not shown.")
    @APIResponse(
            responseCode = "200",
            description = "What is kept",
            content =
                    @Content(
                            schema = @Schema(implementation = AttachmentView.class),
                            examples = @ExampleObject(name = "kept", value = ONE)))
    @APIResponse(responseCode = "404", description = "There is no such file any more")
    public AttachmentView one(@PathParam("id") UUID id) {
        return AttachmentView.of(keeping.find(caller.service(), id));
    }

    @DELETE
    @Path("/{id}")
    @RunOnVirtualThread
    @Operation(
            summary = "Remove a file before its time",
            description =
                    "A notification that names it and has not left is then not sent: content-refused.")
    @APIResponse(responseCode = "204", description = "Removed")
    @APIResponse(responseCode = "404", description = "There is no such file any more")
    public void remove(@PathParam("id") UUID id) {
        keeping.remove(caller.service(), id);
    }

    /** For the description of the API. */
    @Schema(name = "AttachmentForm")
    record Form(
            @Schema(type = SchemaType.STRING, format = "binary", required = true) String file) {}

    /** A file that is kept. */
    @Schema(name = "Attachment")
    record AttachmentView(
            UUID id,
            @Schema(examples = "Convocation du 3 mai.pdf", description = "Made safe") String name,
            @Schema(examples = "application/pdf") String type,
            @Schema(description = "In bytes") int size,
            Instant createdAt,
            @Schema(description = "Until when it is kept at least, as far as is known now")
                    Instant neededUntil) {

        static AttachmentView of(Kept kept) {
            return new AttachmentView(
                    kept.id(),
                    kept.name(),
                    kept.type(),
                    kept.size(),
                    kept.createdAt(),
                    kept.neededUntil());
        }

        /** Says nothing of the file. */
        @Override
        public String toString() {
            return "AttachmentView[" + id + "]";
        }
    }
}
