package fr.gouv.notifications.gateway.template;

import com.fasterxml.jackson.databind.JsonNode;
import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.gateway.access.Caller;
import fr.gouv.notifications.gateway.problem.Fault;
import fr.gouv.notifications.gateway.problem.Problem;
import fr.gouv.notifications.gateway.problem.Refused;
import fr.gouv.notifications.gateway.spam.SpamScore;
import io.quarkus.security.PermissionsAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The templates of the calling service. */
@Path("/v1/templates")
@Produces(MediaType.APPLICATION_JSON)
@Tag(
        name = "Templates",
        description = "The words of a service: versions never change once published")
class TemplatesResource {

    private static final Pattern SLUG = Pattern.compile("[a-z][a-z0-9-]{1,60}");
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

    private static final String CONTENT =
            """
            {"name":"Rappel de rendez-vous","category":"mandatory",\
            "email":{"subject":"Votre rendez-vous du ((date))",\
            "body":"# Bonjour ((prénom))\\n\\nNous vous attendons le ((date)).\\n\\nApportez :\\n\
            ((pièces))\\n\\n[Annuler](https://exemple.gouv.fr/rdv/((numéro)))"},\
            "sms":{"text":"Rendez-vous le ((date)). Annuler : exemple.gouv.fr"}}""";
    private static final String TEMPLATE =
            """
            {"slug":"rdv-rappel","version":1,"name":"Rappel de rendez-vous","category":"mandatory",\
            "purpose":"information",\
            "email":{"subject":"Votre rendez-vous du ((date))","body":"# Bonjour ((prénom))"},\
            "placeholders":["date","prénom"],"publishedAt":"2026-11-23T08:00:00Z"}""";
    private static final String LIST =
            """
            {"items":[{"slug":"rdv-rappel","version":1,"name":"Rappel de rendez-vous",\
            "category":"mandatory","purpose":"information","channels":["email","sms"],\
            "publishedAt":"2026-11-23T08:00:00Z"}]}""";
    private static final String VALUES =
            """
            {"values":{"prénom":"Zoé","date":"3 décembre","pièces":["carte d'identité","photo"],\
            "numéro":"42"}}""";
    private static final String PREVIEW =
            """
            {"slug":"rdv-rappel","version":1,"purpose":"information",\
            "email":{"subject":"Votre rendez-vous du 3 décembre",\
            "html":"<h2>Bonjour <bdi>Zoé</bdi></h2>\\n","text":"Bonjour Zoé\\n=====\\n"},\
            "sms":{"text":"Rendez-vous le 3 décembre.","encoding":"gsm-7","characters":26,\
            "segments":1}}""";

    private static final String CHECK =
            """
            {"slug":"rdv-rappel","version":1,"advice":[{"field":"email.body","code":"link-shortened",\
            "sentence":"Le lien « bit.ly » cache sa destination : écrivez l'adresse complète de la\
             page."}],"spam":{"score":0.1,"threshold":5.0,"rules":[{"name":"BODY_URI_ONLY",\
            "points":0.1,"sentence":"Le message n'est guère qu'un lien : expliquez à l'usager pourquoi\
             il le reçoit."}]}}""";

    private final Library library;
    private final CheckTemplate checks;
    private final Caller caller;

    TemplatesResource(Library library, CheckTemplate checks, Caller caller) {
        this.library = library;
        this.checks = checks;
        this.caller = caller;
    }

    @PUT
    @Path("/{slug}")
    @Consumes(MediaType.APPLICATION_JSON)
    @PermissionsAllowed("notifications:manage")
    @Operation(
            summary = "Publish a template",
            description =
                    "The first content under a slug is version 1; other content is the next version;"
                            + " the same content changes nothing. Placeholders: ((name)) and"
                            + " ((name??text if yes)). Markdown: # and ## titles, * or 1. lists,"
                            + " ^ inset, --- rule, [text](https://…) and bare links; all else is"
                            + " literal.")
    @RequestBody(
            content =
                    @Content(
                            schema = @Schema(implementation = TemplateBody.class),
                            examples = @ExampleObject(name = "rdv-rappel", value = CONTENT)))
    @APIResponse(
            responseCode = "201",
            description = "Version 1 is published",
            content =
                    @Content(
                            schema = @Schema(implementation = View.class),
                            examples = @ExampleObject(name = "rdv-rappel", value = TEMPLATE)))
    @APIResponse(responseCode = "200", description = "Published, or already so")
    @APIResponse(responseCode = "409", description = "The template is archived")
    @APIResponse(responseCode = "422", description = "The content cannot be published")
    public Response publish(@PathParam("slug") String slug, TemplateBody body) {
        if (!SLUG.matcher(slug).matches()) {
            throw Problem.invalid(
                            List.of(
                                    new Fault(
                                            "slug",
                                            "slug-invalid",
                                            "is not a slug",
                                            "use 2 to 61 small letters, digits and hyphens, a"
                                                    + " letter first")))
                    .refused();
        }
        var service = tenant();
        var known = library.latest(service, slug).isPresent();
        var published = library.publish(service, slug, body.checked(), caller.client());
        return Response.status(
                        known || published.version() > 1
                                ? Response.Status.OK
                                : Response.Status.CREATED)
                .entity(View.of(published).withAdvice(checks.advice(service, published.content())))
                .build();
    }

    @GET
    @PermissionsAllowed({"notifications:read", "notifications:manage"})
    @Operation(summary = "List the templates")
    @APIResponse(
            responseCode = "200",
            description = "The latest version of each",
            content =
                    @Content(
                            schema = @Schema(implementation = Listing.class),
                            examples = @ExampleObject(name = "list", value = LIST)))
    public Listing list() {
        return new Listing(library.all(tenant()).stream().map(Line::of).toList());
    }

    @GET
    @Path("/{slug}")
    @PermissionsAllowed({"notifications:read", "notifications:manage"})
    @Operation(summary = "Read the latest version of a template")
    @APIResponse(
            responseCode = "200",
            description = "The template",
            content =
                    @Content(
                            schema = @Schema(implementation = View.class),
                            examples = @ExampleObject(name = "rdv-rappel", value = TEMPLATE)))
    @APIResponse(responseCode = "404", description = "There is no such template")
    public View latest(@PathParam("slug") String slug) {
        return library.latest(tenant(), slug).map(View::of).orElseThrow(() -> unknown(slug));
    }

    @GET
    @Path("/{slug}/versions/{version}")
    @PermissionsAllowed({"notifications:read", "notifications:manage"})
    @Operation(summary = "Read one version of a template")
    @APIResponse(
            responseCode = "200",
            description = "The version",
            content =
                    @Content(
                            schema = @Schema(implementation = View.class),
                            examples = @ExampleObject(name = "rdv-rappel", value = TEMPLATE)))
    @APIResponse(responseCode = "404", description = "There is no such version")
    public View version(@PathParam("slug") String slug, @PathParam("version") String number) {
        if (!NUMBER.matcher(number).matches()) {
            throw unknown(slug);
        }
        return library.version(tenant(), slug, Integer.parseInt(number))
                .map(View::of)
                .orElseThrow(() -> unknown(slug));
    }

    @DELETE
    @Path("/{slug}")
    @PermissionsAllowed("notifications:manage")
    @Operation(
            summary = "Archive a template",
            description = "It can still be read, and no longer be used. It does not come back.")
    @APIResponse(responseCode = "204", description = "The template is archived")
    @APIResponse(responseCode = "404", description = "There is no such template")
    public void archive(@PathParam("slug") String slug) {
        if (!library.archive(tenant(), slug, caller.client())) {
            throw unknown(slug);
        }
    }

    @POST
    @Path("/{slug}/preview")
    @Consumes(MediaType.APPLICATION_JSON)
    @PermissionsAllowed({"notifications:send", "notifications:manage"})
    @Operation(
            summary = "See what citizens would read",
            description =
                    "Nothing is sent. The html is the content without the layout of the e-mail.")
    @RequestBody(
            content =
                    @Content(
                            schema = @Schema(implementation = PreviewRequest.class),
                            examples = @ExampleObject(name = "rdv-rappel", value = VALUES)))
    @APIResponse(
            responseCode = "200",
            description = "The words of each channel of the template",
            content =
                    @Content(
                            schema = @Schema(implementation = Preview.class),
                            examples = @ExampleObject(name = "rdv-rappel", value = PREVIEW)))
    @APIResponse(responseCode = "404", description = "There is no such template")
    @APIResponse(responseCode = "422", description = "Values are missing or wrong")
    public Preview preview(@PathParam("slug") String slug, PreviewRequest body) {
        var service = tenant();
        var version = body.version();
        var published =
                (version == null
                                ? library.latest(service, slug)
                                : library.version(service, slug, version))
                        .orElseThrow(() -> unknown(slug));
        var template = CompiledTemplate.of(slug, published.version(), published.content());
        var faults = new ArrayList<Fault>();
        var values = ValueReader.read(body.values(), faults);
        return switch (template.render(EnumSet.copyOf(template.channels()), values)) {
            case Rendering.Refused(var more) -> {
                faults.addAll(more);
                throw Problem.invalid(faults).refused();
            }
            case Rendering.Rendered rendered -> {
                if (!faults.isEmpty()) {
                    throw Problem.invalid(faults).refused();
                }
                yield Preview.of(template, rendered);
            }
        };
    }

    @GET
    @Path("/{slug}/check")
    @PermissionsAllowed({"notifications:read", "notifications:manage"})
    @Operation(
            summary = "Find what mailboxes and citizens would doubt",
            description =
                    "Reads the latest version, or the one that is asked for, by our own rules (shortened"
                            + " links, links that announce another website, capitals, no contact, no"
                            + " reason for writing…) and, where the platform has one, by a spam filter."
                            + " Nothing is decided by it.")
    @APIResponse(
            responseCode = "200",
            description = "What could be better; spam is absent where there is no filter",
            content =
                    @Content(
                            schema = @Schema(implementation = CheckView.class),
                            examples = @ExampleObject(name = "rdv-rappel", value = CHECK)))
    @APIResponse(responseCode = "404", description = "There is no such template")
    public CheckView check(
            @PathParam("slug") String slug, @QueryParam("version") @Nullable String number) {
        if (number != null && !NUMBER.matcher(number).matches()) {
            throw unknown(slug);
        }
        var tenant = caller.tenant().await().indefinitely();
        var published =
                (number == null
                                ? library.latest(tenant.slug(), slug)
                                : library.version(tenant.slug(), slug, Integer.parseInt(number)))
                        .orElseThrow(() -> unknown(slug));
        return CheckView.of(published, checks.check(tenant, published));
    }

    private String tenant() {
        return caller.tenant().await().indefinitely().slug();
    }

    private static Refused unknown(String slug) {
        return Problem.notFound(
                        "this service has no template "
                                + (SLUG.matcher(slug).matches() ? slug : "of this name")
                                + ", or not in this version")
                .refused();
    }

    /** One version of a template as it is shown. */
    @Schema(name = "Template")
    record View(
            String slug,
            int version,
            String name,
            String category,
            String purpose,
            TemplateBody.@Nullable EmailBody email,
            TemplateBody.@Nullable SmsBody sms,
            TemplateBody.@Nullable LetterBody letter,
            List<String> placeholders,
            Instant publishedAt,
            @Nullable Instant archivedAt,
            @Schema(description = "What could be better, when it is published")
                    @Nullable List<Advice> advice) {

        static View of(Published published) {
            var content = published.content();
            var body = TemplateBody.of(content);
            return new View(
                    published.slug(),
                    published.version(),
                    content.name(),
                    content.category().name().toLowerCase(Locale.ROOT),
                    content.purpose().word(),
                    body.email(),
                    body.sms(),
                    body.letter(),
                    CompiledTemplate.of(published.slug(), published.version(), content)
                            .placeholders(),
                    published.publishedAt(),
                    published.archivedAt(),
                    null);
        }

        View withAdvice(List<Advice> found) {
            return new View(
                    slug,
                    version,
                    name,
                    category,
                    purpose,
                    email,
                    sms,
                    letter,
                    placeholders,
                    publishedAt,
                    archivedAt,
                    found);
        }
    }

    /**
     * What was found in a template.
     *
     * @param spamAway true when the filter did not answer
     */
    @Schema(name = "TemplateCheck")
    record CheckView(
            String slug,
            int version,
            List<Advice> advice,
            @Nullable SpamScore spam,
            @Schema(description = "The spam filter did not answer; ask again later")
                    @Nullable Boolean spamAway) {

        static CheckView of(Published published, CheckTemplate.Found found) {
            return new CheckView(
                    published.slug(),
                    published.version(),
                    found.advice(),
                    found.spam(),
                    found.spamAway() ? true : null);
        }
    }

    /** A template in a list. */
    @Schema(name = "TemplateLine")
    record Line(
            String slug,
            int version,
            String name,
            String category,
            String purpose,
            List<String> channels,
            Instant publishedAt,
            @Nullable Instant archivedAt) {

        static Line of(Published published) {
            var content = published.content();
            return new Line(
                    published.slug(),
                    published.version(),
                    content.name(),
                    content.category().name().toLowerCase(Locale.ROOT),
                    content.purpose().word(),
                    content.channels().stream()
                            .map(Channel::name)
                            .map(name -> name.toLowerCase(Locale.ROOT))
                            .toList(),
                    published.publishedAt(),
                    published.archivedAt());
        }
    }

    /** All templates of a service. */
    @Schema(name = "Templates")
    record Listing(List<Line> items) {}

    /** What is sent to see a template with values. */
    @Schema(name = "PreviewRequest")
    record PreviewRequest(
            @Schema(
                            type =
                                    org.eclipse.microprofile.openapi.annotations.enums.SchemaType
                                            .OBJECT,
                            description = "One for each placeholder")
                    @Nullable JsonNode values,
            @Schema(description = "The latest one if absent") @Nullable Integer version) {}

    /** The words of one message. */
    @Schema(name = "Preview")
    record Preview(
            String slug,
            int version,
            String purpose,
            Rendering.@Nullable Email email,
            @Nullable SmsPreview sms,
            @Nullable LetterPreview letter) {

        static Preview of(CompiledTemplate template, Rendering.Rendered rendered) {
            var sms = rendered.sms();
            var letter = rendered.letter();
            return new Preview(
                    template.slug(),
                    template.version(),
                    template.purpose().word(),
                    rendered.email(),
                    sms == null ? null : SmsPreview.of(sms),
                    letter == null ? null : new LetterPreview(letter.text()));
        }
    }

    /** A text message and what it costs. */
    @Schema(name = "SmsPreview")
    record SmsPreview(String text, String encoding, int characters, int segments) {

        static SmsPreview of(Rendering.Sms sms) {
            return new SmsPreview(
                    sms.text(),
                    sms.length().encoding().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    sms.length().characters(),
                    sms.length().segments());
        }
    }

    /** The words of a letter. */
    @Schema(name = "LetterPreview")
    record LetterPreview(String text) {}
}
