package fr.gouv.notifications.gateway.sender;

import com.fasterxml.jackson.databind.JsonNode;
import fr.gouv.notifications.eventing.Digest;
import fr.gouv.notifications.gateway.access.AuditTrail;
import fr.gouv.notifications.gateway.access.Caller;
import fr.gouv.notifications.gateway.access.TestRecipients;
import fr.gouv.notifications.gateway.address.Checked;
import fr.gouv.notifications.gateway.address.EmailAddress;
import fr.gouv.notifications.gateway.doctor.Finding;
import fr.gouv.notifications.gateway.problem.Fault;
import fr.gouv.notifications.gateway.problem.Problem;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What the DNS says of a domain, and what is missing there. */
@Path("/v1/domains/{domain}")
@Produces(MediaType.APPLICATION_JSON)
@PermissionsAllowed({"notifications:manage", "notifications:admin"})
@Tag(name = "Senders", description = "In whose name e-mails are written, and what their DNS says")
class DomainCheckResource {

    private static final int MOST_TEST_RECIPIENTS = 20;

    private static final String CHECK =
            """
            {"domain":"caf92.example","state":"red","sending":"test-recipients-only",\
            "checkedAt":"2026-11-26T09:05:00Z","testRecipients":1,"findings":[\
            {"check":"dkim-n202611a","state":"red","required":true,"sentence":"La clé de signature\
             « n202611a » n'est pas publiée : la signature de vos courriels ne peut pas être\
             vérifiée.","record":{"name":"n202611a._domainkey.caf92.example","type":"TXT",\
            "value":"v=DKIM1; k=rsa; p=MIIBIjANBg…"},"zoneLine":"n202611a._domainkey.caf92.example.\
             3600 IN TXT ( \\"v=DKIM1; k=rsa; p=MIIBIjANBg…\\" )","unverified":false},\
            {"check":"dmarc","state":"green","required":true,"sentence":"DMARC est publié par\
             « caf92.example ».","unverified":false}]}""";
    private static final String RECIPIENTS = "{\"addresses\":[\"equipe@caf92.example\"]}";

    private final OwnDomains own;
    private final DomainChecks checks;
    private final CheckDomains checking;
    private final Digest digest;
    private final AuditTrail audit;
    private final Caller caller;

    DomainCheckResource(
            OwnDomains own,
            DomainChecks checks,
            CheckDomains checking,
            Digest digest,
            AuditTrail audit,
            Caller caller) {
        this.own = own;
        this.checks = checks;
        this.checking = checking;
        this.digest = digest;
        this.audit = audit;
        this.caller = caller;
    }

    @GET
    @Path("/check")
    @RunOnVirtualThread
    @Operation(
            summary = "Read what the last examination of a domain found",
            description =
                    "Each finding is green, orange or red, with a sentence in French and, where"
                            + " something is missing, the record to publish. The domain is as bad"
                            + " as the worst finding that is required. While it is not green, only"
                            + " its test recipients are written to in its name. It is examined"
                            + " once a day, and every hour while it is not green.")
    @APIResponse(
            responseCode = "200",
            description = "The findings",
            content =
                    @Content(
                            schema = @Schema(implementation = View.class),
                            examples = @ExampleObject(name = "a key is missing", value = CHECK)))
    @APIResponse(responseCode = "404", description = "There is no such domain of yours")
    public View read(@PathParam("domain") String name) {
        var domain = own.visible(name);
        return View.of(domain.domain(), checks.of(domain.domain()));
    }

    @POST
    @Path("/check")
    @RunOnVirtualThread
    @Operation(
            summary = "Examine a domain now",
            description = "Asks the DNS and answers with what it says; takes some seconds.")
    @APIResponse(
            responseCode = "200",
            description = "The findings",
            content =
                    @Content(
                            schema = @Schema(implementation = View.class),
                            examples = @ExampleObject(name = "a key is missing", value = CHECK)))
    @APIResponse(responseCode = "404", description = "There is no such domain of yours")
    @APIResponse(responseCode = "409", description = "The platform was told to ask no resolver")
    public View examine(@PathParam("domain") String name) {
        var domain = own.owned(name);
        return View.of(domain.domain(), checking.examine(domain));
    }

    @PUT
    @Path("/test-recipients")
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @Operation(
            summary = "Declare who may be written to while the domain is not green",
            description =
                    "Addresses of your own people; all of them at once, 20 at most. They are kept as"
                            + " digests: they can be replaced, not read.")
    @RequestBody(
            content =
                    @Content(
                            schema = @Schema(implementation = Recipients.class),
                            examples = @ExampleObject(name = "one", value = RECIPIENTS)))
    @APIResponse(
            responseCode = "200",
            description = "The domain, with the number of its test recipients",
            content =
                    @Content(
                            schema = @Schema(implementation = View.class),
                            examples = @ExampleObject(name = "one", value = CHECK)))
    @APIResponse(responseCode = "404", description = "There is no such domain of yours")
    @APIResponse(
            responseCode = "422",
            description = "An address is not good, or there are too many")
    public View declare(@PathParam("domain") String name, Recipients body) {
        var domain = own.owned(name);
        var digests = digests(body.addresses());
        QuarkusTransaction.requiringNew()
                .run(
                        () -> {
                            checks.setTestRecipients(domain.domain(), digests);
                            audit.note(caller.client(), "test-recipients-set", domain.domain());
                        });
        return View.of(domain.domain(), checks.of(domain.domain()));
    }

    private Set<String> digests(@Nullable JsonNode addresses) {
        var faults = new ArrayList<Fault>();
        var digests = new LinkedHashSet<String>();
        if (addresses == null || !addresses.isArray() || addresses.size() > MOST_TEST_RECIPIENTS) {
            faults.add(
                    new Fault(
                            "addresses",
                            addresses == null ? "required" : "not-a-short-list",
                            addresses == null ? "is missing" : "is no list, or a too long one",
                            "send a list of " + MOST_TEST_RECIPIENTS + " addresses at most"));
        } else {
            for (var n = 0; n < addresses.size(); n++) {
                switch (EmailAddress.check("addresses[" + n + "]", addresses.get(n).asText())) {
                    case Checked.Usable(var address) ->
                            digests.add(TestRecipients.digest(digest, address));
                    case Checked.Unusable(var fault) -> faults.add(fault);
                }
            }
        }
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults).refused();
        }
        return digests;
    }

    /** Addresses of those who test. */
    @Schema(name = "TestRecipients")
    record Recipients(
            @Schema(required = true, implementation = String[].class)
                    @Nullable JsonNode addresses) {}

    /**
     * The last examination.
     *
     * @param state green, orange, red or unchecked
     * @param sending everybody or test-recipients-only
     */
    @Schema(name = "DomainCheck")
    record View(
            String domain,
            @Schema(examples = "green") String state,
            @Schema(examples = "everybody") String sending,
            @Nullable Instant checkedAt,
            int testRecipients,
            List<Finding> findings) {

        static View of(String domain, Standing standing) {
            var health = standing.health();
            return new View(
                    domain,
                    health == null ? "unchecked" : health.word(),
                    standing.isHeld() ? "test-recipients-only" : "everybody",
                    standing.checkedAt(),
                    standing.testRecipients(),
                    standing.findings());
        }
    }
}
