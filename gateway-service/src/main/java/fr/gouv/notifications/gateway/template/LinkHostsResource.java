package fr.gouv.notifications.gateway.template;

import com.fasterxml.jackson.databind.JsonNode;
import fr.gouv.notifications.gateway.access.Caller;
import fr.gouv.notifications.gateway.problem.Fault;
import fr.gouv.notifications.gateway.problem.Problem;
import io.quarkus.security.PermissionsAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The websites of the calling service, by which links in its templates are judged. */
@Path("/v1/link-hosts")
@Produces(MediaType.APPLICATION_JSON)
@Tag(
        name = "Templates",
        description = "The words of a service: versions never change once published")
class LinkHostsResource {

    private static final int MOST = 100;
    private static final Pattern HOST =
            Pattern.compile("(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]{1,62}");
    private static final String HOSTS =
            """
            {"hosts":["caf.fr","service-public.gouv.fr"]}""";

    private final LinkHosts hosts;
    private final Caller caller;

    LinkHostsResource(LinkHosts hosts, Caller caller) {
        this.hosts = hosts;
        this.caller = caller;
    }

    @GET
    @PermissionsAllowed({"notifications:read", "notifications:manage"})
    @Operation(summary = "Read the declared websites")
    @APIResponse(
            responseCode = "200",
            description = "All of them; none if none was declared",
            content =
                    @Content(
                            schema = @Schema(implementation = View.class),
                            examples = @ExampleObject(name = "hosts", value = HOSTS)))
    public View read() {
        return new View(List.copyOf(hosts.of(tenant())));
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @PermissionsAllowed("notifications:manage")
    @Operation(
            summary = "Declare the websites of the service",
            description =
                    "All at once; websites below a declared one belong to it. The check of a template"
                            + " then names links that lead elsewhere.")
    @RequestBody(
            content =
                    @Content(
                            schema = @Schema(implementation = View.class),
                            examples = @ExampleObject(name = "hosts", value = HOSTS)))
    @APIResponse(
            responseCode = "200",
            description = "The websites as they are kept",
            content =
                    @Content(
                            schema = @Schema(implementation = View.class),
                            examples = @ExampleObject(name = "hosts", value = HOSTS)))
    @APIResponse(responseCode = "422", description = "One of them is no name of a website")
    public View declare(Body body) {
        var faults = new ArrayList<Fault>();
        var declared = new TreeSet<String>();
        var given = body.hosts();
        if (given == null || !given.isArray() || given.size() > MOST) {
            faults.add(
                    new Fault(
                            "hosts",
                            given == null ? "required" : "wrong-type",
                            given == null ? "is missing" : "is no list of at most 100 names",
                            "send a list of names such as caf.fr; an empty one declares none"));
        } else {
            for (var i = 0; i < given.size(); i++) {
                var host = given.get(i).isTextual() ? given.get(i).textValue() : "";
                host = host.strip().toLowerCase(Locale.ROOT);
                if (HOST.matcher(host).matches()) {
                    declared.add(host);
                } else {
                    faults.add(
                            new Fault(
                                    "hosts[" + i + "]",
                                    "host-invalid",
                                    "is no name of a website",
                                    "send the name alone, such as caf.fr, without https://"));
                }
            }
        }
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults).refused();
        }
        hosts.replace(tenant(), declared, caller.client());
        return new View(List.copyOf(declared));
    }

    private String tenant() {
        return caller.tenant().await().indefinitely().slug();
    }

    /** What is sent. */
    @Schema(name = "LinkHostsBody")
    record Body(
            @Schema(type = SchemaType.ARRAY, implementation = String.class)
                    @Nullable JsonNode hosts) {}

    /** The names of websites. */
    @Schema(name = "LinkHosts")
    record View(List<String> hosts) {}
}
