package fr.gouv.notifications.gateway.sender;

import fr.gouv.notifications.gateway.access.Caller;
import fr.gouv.notifications.gateway.problem.Fault;
import fr.gouv.notifications.gateway.problem.Problem;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The domains in whose name a service writes, and the keys that sign for them. */
@Path("/v1/domains")
@Produces(MediaType.APPLICATION_JSON)
@PermissionsAllowed({"notifications:manage", "notifications:admin"})
@Tag(name = "Senders", description = "In whose name e-mails are written, and what their DNS says")
class DomainsResource {

    private static final String DOMAIN =
            """
            {"domain":"caf92.example","service":"caf-92","shared":false,\
            "createdAt":"2026-11-26T09:00:00Z","keys":[{"selector":"n202611a","state":"current",\
            "since":"2026-11-26T09:00:00Z","record":{"name":"n202611a._domainkey.caf92.example",\
            "type":"TXT","value":"v=DKIM1; k=rsa; p=MIIBIjANBg…"},\
            "zoneLine":"n202611a._domainkey.caf92.example. 3600 IN TXT ( \\"v=DKIM1; k=rsa;\
             p=MIIBIjANBg…\\" )"},{"selector":"n202611b","state":"next",\
            "since":"2026-11-26T09:00:00Z","record":{"name":"n202611b._domainkey.caf92.example",\
            "type":"TXT","value":"v=DKIM1; k=rsa; p=MIIBIjANBg…"},\
            "zoneLine":"n202611b._domainkey.caf92.example. 3600 IN TXT ( \\"v=DKIM1; k=rsa;\
             p=MIIBIjANBg…\\" )"}]}""";
    private static final String PAGE = "{\"items\":[" + DOMAIN + "]}";
    private static final String BODY = "{\"domain\":\"caf92.example\"}";

    private final SendingDomains domains;
    private final KeepDomains keeping;
    private final OwnDomains own;
    private final Caller caller;
    private final String publicUrl;

    DomainsResource(
            SendingDomains domains,
            KeepDomains keeping,
            OwnDomains own,
            Caller caller,
            @ConfigProperty(name = "gateway.public-url") String publicUrl) {
        this.domains = domains;
        this.keeping = keeping;
        this.own = own;
        this.caller = caller;
        this.publicUrl = publicUrl;
    }

    @GET
    @RunOnVirtualThread
    @Operation(
            summary = "List the domains in whose name you may write",
            description =
                    "The platform's own, and those of the service; administrators see all. With the"
                            + " records that their DNS must hold.")
    @APIResponse(
            responseCode = "200",
            description = "The domains",
            content =
                    @Content(
                            schema = @Schema(implementation = Page.class),
                            examples = @ExampleObject(name = "one", value = PAGE)))
    public Page list() {
        keeping.platform();
        var service = caller.isAdministrator() ? null : caller.service();
        return new Page(domains.usableBy(service).stream().map(DomainView::of).toList());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @Operation(
            summary = "Add a domain",
            description =
                    "Makes its two key pairs: publish both records. The first one signs; the second"
                            + " one waits, so that keys can be rotated without a gap. The private"
                            + " halves never leave the platform.")
    @RequestBody(
            content =
                    @Content(
                            schema = @Schema(implementation = Body.class),
                            examples = @ExampleObject(name = "caf92", value = BODY)))
    @APIResponse(
            responseCode = "201",
            description = "The domain, added by this or an earlier call",
            content =
                    @Content(
                            schema = @Schema(implementation = DomainView.class),
                            examples = @ExampleObject(name = "added", value = DOMAIN)))
    @APIResponse(responseCode = "409", description = "It is another's, or there are too many")
    @APIResponse(responseCode = "422", description = "It is no domain")
    public Response add(Body body) {
        var domain = named(body.domain());
        var added = keeping.add(domain, caller.service(), caller.client());
        return Response.created(URI.create(publicUrl + "/v1/domains/" + domain))
                .entity(DomainView.of(added))
                .build();
    }

    @GET
    @Path("/{domain}")
    @RunOnVirtualThread
    @Operation(summary = "Read a domain and the records that its DNS must hold")
    @APIResponse(
            responseCode = "200",
            description = "The domain",
            content =
                    @Content(
                            schema = @Schema(implementation = DomainView.class),
                            examples = @ExampleObject(name = "caf92", value = DOMAIN)))
    @APIResponse(responseCode = "404", description = "There is no such domain of yours")
    public DomainView one(@PathParam("domain") String domain) {
        return DomainView.of(own.visible(domain));
    }

    @POST
    @Path("/{domain}/rotate")
    @RunOnVirtualThread
    @Operation(
            summary = "Rotate the keys of a domain",
            description =
                    "The next key signs within some minutes, and another one is made to follow it:"
                            + " publish its record. Leave the record of the retired key for 7 days:"
                            + " mail that it signed is still under way.")
    @APIResponse(
            responseCode = "200",
            description = "The keys from now on",
            content =
                    @Content(
                            schema = @Schema(implementation = DomainView.class),
                            examples = @ExampleObject(name = "rotated", value = DOMAIN)))
    @APIResponse(responseCode = "404", description = "There is no such domain of yours")
    @APIResponse(responseCode = "409", description = "The keys were rotated too often")
    public DomainView rotate(@PathParam("domain") String domain) {
        return DomainView.of(keeping.rotate(own.owned(domain).domain(), caller.client()));
    }

    @DELETE
    @Path("/{domain}")
    @RunOnVirtualThread
    @Operation(
            summary = "Remove a domain",
            description =
                    "Its keys are destroyed: what still waits to be sent in its name is put off and"
                            + " ends as undeliverable.")
    @APIResponse(responseCode = "204", description = "It is removed")
    @APIResponse(responseCode = "404", description = "There is no such domain of yours")
    @APIResponse(responseCode = "409", description = "A service writes in its name")
    public void remove(@PathParam("domain") String domain) {
        var owned = own.owned(domain);
        if (owned.service() == null) {
            throw Problem.of(
                            409,
                            "domain-of-the-platform",
                            "The platform needs this domain",
                            "it is set by MAIL_DOMAIN and cannot be removed")
                    .refused();
        }
        keeping.remove(owned.domain(), caller.client());
    }

    private static String named(@Nullable String text) {
        return DomainName.of(text == null ? "" : text)
                .orElseThrow(
                        () ->
                                Problem.invalid(
                                                List.of(
                                                        new Fault(
                                                                "domain",
                                                                text == null
                                                                        ? "required"
                                                                        : "domain-invalid",
                                                                text == null
                                                                        ? "is missing"
                                                                        : "is not a domain",
                                                                "send a name such as"
                                                                        + " caf92.example, without"
                                                                        + " http:// and without"
                                                                        + " @")))
                                        .refused());
    }

    /** What is sent to add a domain. */
    @Schema(name = "NewDomain")
    record Body(@Schema(required = true, examples = "caf92.example") @Nullable String domain) {}

    /** All domains that the caller may see. */
    @Schema(name = "SendingDomains")
    record Page(List<DomainView> items) {}
}
