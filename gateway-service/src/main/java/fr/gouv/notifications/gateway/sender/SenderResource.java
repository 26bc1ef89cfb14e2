package fr.gouv.notifications.gateway.sender;

import fr.gouv.notifications.gateway.access.AuditTrail;
import fr.gouv.notifications.gateway.access.Caller;
import fr.gouv.notifications.gateway.access.ServiceSenders;
import fr.gouv.notifications.gateway.access.Tenant;
import fr.gouv.notifications.gateway.problem.Problem;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Who stands as the sender of a service's e-mails, and where citizens answer. */
@Path("/v1/services/{slug}/sender")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Senders", description = "In whose name e-mails are written, and what their DNS says")
class SenderResource {

    private static final String BODY =
            """
            {"displayName":"CAF des Hauts-de-Seine","replyTo":"contact@caf92.example",\
            "localPart":"rendez-vous","domain":"caf92.example"}""";
    private static final String VIEW =
            """
            {"displayName":"CAF des Hauts-de-Seine","from":"rendez-vous@caf92.example",\
            "replyTo":"contact@caf92.example"}""";

    private final ServiceSenders senders;
    private final SendingDomains domains;
    private final SenderConfig config;
    private final AuditTrail audit;
    private final Caller caller;

    SenderResource(
            ServiceSenders senders,
            SendingDomains domains,
            SenderConfig config,
            AuditTrail audit,
            Caller caller) {
        this.senders = senders;
        this.domains = domains;
        this.config = config;
        this.audit = audit;
        this.caller = caller;
    }

    @GET
    @RunOnVirtualThread
    @PermissionsAllowed({"notifications:admin", "notifications:manage", "notifications:read"})
    @Operation(summary = "Read in whose name the e-mails of a service are written")
    @APIResponse(
            responseCode = "200",
            description = "The sender",
            content =
                    @Content(
                            schema = @Schema(implementation = View.class),
                            examples = @ExampleObject(name = "caf-92", value = VIEW)))
    @APIResponse(responseCode = "404", description = "There is no such service, or it is not yours")
    public View read(@PathParam("slug") String slug) {
        return view(existing(slug));
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @PermissionsAllowed({"notifications:admin", "notifications:manage"})
    @Operation(
            summary = "Set in whose name the e-mails of a service are written",
            description =
                    "The name, the address and where citizens answer. replyTo must be a mailbox that"
                            + " people read: what is called noreply or ne-pas-repondre is refused,"
                            + " since a citizen who answers must reach somebody. Without localPart"
                            + " and domain the service writes from its address on the platform's"
                            + " own domain. Holds for what is accepted some seconds later.")
    @RequestBody(
            content =
                    @Content(
                            schema = @Schema(implementation = SenderBody.class),
                            examples = @ExampleObject(name = "caf-92", value = BODY)))
    @APIResponse(
            responseCode = "200",
            description = "The sender that holds now",
            content =
                    @Content(
                            schema = @Schema(implementation = View.class),
                            examples = @ExampleObject(name = "caf-92", value = VIEW)))
    @APIResponse(responseCode = "404", description = "There is no such service, or it is not yours")
    @APIResponse(responseCode = "422", description = "The sender is not good, and why")
    public View set(@PathParam("slug") String slug, SenderBody body) {
        existing(slug);
        var own =
                domains.usableBy(slug).stream()
                        .filter(it -> it.isOf(slug))
                        .map(SendingDomain::domain)
                        .collect(Collectors.toSet());
        var sound = SenderPolicy.checked(body, own, config.platformDomain());
        senders.set(slug, sound.name(), sound.replyTo(), sound.localPart(), sound.domain());
        audit.note(caller.client(), "sender-set", slug);
        return view(existing(slug));
    }

    private Tenant existing(String slug) {
        if (!caller.isAdministrator() && !caller.service().equals(slug)) {
            throw unknown();
        }
        return senders.of(slug).orElseThrow(SenderResource::unknown);
    }

    private static RuntimeException unknown() {
        return Problem.notFound("there is no service with this slug").refused();
    }

    private View view(Tenant tenant) {
        var from = tenant.from();
        return new View(
                tenant.name(),
                from == null ? tenant.slug() + "@" + config.platformDomain() : from,
                tenant.replyTo());
    }

    /** The sender as citizens see it. */
    @Schema(name = "SenderView")
    record View(String displayName, String from, @Nullable String replyTo) {}
}
