package fr.gouv.notifications.gateway.quota;

import fr.gouv.notifications.gateway.access.Caller;
import fr.gouv.notifications.gateway.access.Tenants;
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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How much a service may ask for: administrators set it, the service reads its own. */
@Path("/v1/services/{slug}/limits")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Limits", description = "How much a service may ask for, and how much it has used")
class LimitsResource {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final String TO_SET =
            """
            {"requestsPerMinute":12000,"smsPerMonth":20000}""";
    private static final String LIMITS =
            """
            {"service":"caf-92",\
            "requestsPerMinute":{"size":12000,"usual":false,"used":41,"left":11959,\
            "resetsAt":"2026-11-25T09:31:00Z"},\
            "emailPerDay":{"size":500000,"usual":true,"used":1200,"left":498800,\
            "resetsAt":"2026-11-25T23:00:00Z"},\
            "smsPerDay":{"size":50000,"usual":true,"used":0,"left":50000,\
            "resetsAt":"2026-11-25T23:00:00Z"},\
            "letterPerDay":{"size":10000,"usual":true,"used":0,"left":10000,\
            "resetsAt":"2026-11-25T23:00:00Z"},\
            "smsPerMonth":{"size":20000,"usual":false,"used":320,"left":19680,\
            "resetsAt":"2026-11-30T23:00:00Z"},\
            "letterPerMonth":{"size":100000,"usual":true,"used":0,"left":100000,\
            "resetsAt":"2026-11-30T23:00:00Z"}}""";
    private static final String REACHED =
            """
            {"type":"urn:notifications:problem:too-many-requests","title":"Too many requests",\
            "status":429,"detail":"requestsPerMinute: 6000 requests of the API a minute are allowed to\
             caf-92, and they are used: send it again from 2026-11-25T10:31:00+01:00 on, or ask those\
             who run the platform for a higher limit","limit":{"name":"requestsPerMinute",\
            "size":6000,"resetsAt":"2026-11-25T09:31:00Z"}}""";

    private final Limits limits;
    private final SetLimits setting;
    private final Quotas quotas;
    private final QuotaConfig config;
    private final Tenants tenants;
    private final Caller caller;
    private final InstantSource clock;

    LimitsResource(
            Limits limits,
            SetLimits setting,
            Quotas quotas,
            QuotaConfig config,
            Tenants tenants,
            Caller caller,
            InstantSource clock) {
        this.limits = limits;
        this.setting = setting;
        this.quotas = quotas;
        this.config = config;
        this.tenants = tenants;
        this.caller = caller;
        this.clock = clock;
    }

    @GET
    @RunOnVirtualThread
    @PermissionsAllowed({"notifications:admin", "notifications:read"})
    @Operation(
            summary = "Read the limits of a service",
            description =
                    "With what is used of them. A service reads its own; administrators those of"
                            + " all. Days and months are those of Paris.")
    @APIResponse(
            responseCode = "200",
            description = "The limits that hold",
            content =
                    @Content(
                            schema = @Schema(implementation = LimitsView.class),
                            examples = @ExampleObject(name = "caf-92", value = LIMITS)))
    @APIResponse(responseCode = "404", description = "There is no such service, or it is not yours")
    @APIResponse(
            responseCode = "429",
            description =
                    "Every request of a service may be answered so: see Retry-After and RateLimit",
            content =
                    @Content(
                            mediaType = Problem.MEDIA_TYPE,
                            schema = @Schema(implementation = Problem.class),
                            examples = @ExampleObject(name = "reached", value = REACHED)))
    public LimitsView read(@PathParam("slug") String slug) {
        if (!caller.isAdministrator() && !caller.service().equals(slug)) {
            throw unknown().refused();
        }
        mustExist(slug);
        return view(slug);
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @PermissionsAllowed("notifications:admin")
    @Operation(
            summary = "Set the limits of a service",
            description =
                    "All of them at once: one that is left out is the platform's usual one. A"
                            + " batch that waits because a limit was reached goes on at once if"
                            + " the new one allows it. A limit below what is used already lets"
                            + " nothing more through until the next reset.")
    @RequestBody(
            content =
                    @Content(
                            schema = @Schema(implementation = LimitsBody.class),
                            examples = @ExampleObject(name = "two of them", value = TO_SET)))
    @APIResponse(
            responseCode = "200",
            description = "The limits that hold now",
            content =
                    @Content(
                            schema = @Schema(implementation = LimitsView.class),
                            examples = @ExampleObject(name = "caf-92", value = LIMITS)))
    @APIResponse(responseCode = "404", description = "There is no such service")
    @APIResponse(responseCode = "422", description = "A limit is out of range")
    public LimitsView set(@PathParam("slug") String slug, LimitsBody body) {
        mustExist(slug);
        setting.set(slug, body.checked(), caller.client());
        return view(slug);
    }

    private LimitsView view(String service) {
        var now = clock.instant();
        var set = limits.of(service);
        var used = quotas.used(service, now);
        return LimitsView.of(service, limit -> standing(limit, set, used, now));
    }

    private LimitsView.Standing standing(
            Limit limit, Map<Limit, Long> set, Map<Limit, Long> used, Instant now) {
        var size = set.getOrDefault(limit, config.size(limit));
        var count = used.getOrDefault(limit, 0L);
        return new LimitsView.Standing(
                size,
                !set.containsKey(limit),
                count,
                Math.max(0, size - count),
                limit.period().at(now).end());
    }

    private void mustExist(String slug) {
        if (tenants.find(slug).await().atMost(PATIENCE).isEmpty()) {
            throw unknown().refused();
        }
    }

    private static Problem unknown() {
        return Problem.notFound("there is no service with this slug");
    }
}
