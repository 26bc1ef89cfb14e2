package fr.gouv.notifications.gateway.operation;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.gateway.access.Caller;
import fr.gouv.notifications.gateway.access.Explanation;
import fr.gouv.notifications.gateway.operation.Pause.Kind;
import fr.gouv.notifications.gateway.problem.Fault;
import fr.gouv.notifications.gateway.problem.Problem;
import fr.gouv.notifications.gateway.problem.Refused;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Pauses and resumes channels, providers, public services and batches while the platform runs. */
@Path("/v1/operations/pauses")
@Produces(MediaType.APPLICATION_JSON)
@PermissionsAllowed("notifications:admin")
@Tag(name = "Operations", description = "Running the platform (administrators)")
class PausesResource {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{1,30}");

    private static final String PAUSED =
            """
            {"kind":"service","name":"caf-92","lane":"bulk","state":"paused",\
            "since":"2026-11-25T08:00:00Z","by":"platform-admin",\
            "reason":"INC-1208: wrong amounts in the reminder"}""";
    private static final String RESUMED =
            """
            {"kind":"service","name":"caf-92","state":"running","since":"2026-11-25T09:00:00Z",\
            "by":"platform-admin","reason":"INC-1208: the template is corrected"}""";
    private static final String PAGE = "{\"items\":[" + PAUSED + "]}";
    private static final String ORDER =
            "{\"reason\":\"INC-1208: wrong amounts in the reminder\",\"lane\":\"bulk\"}";
    private static final String WHY = "{\"reason\":\"INC-1208: the template is corrected\"}";

    private final Pauses pauses;
    private final OrderPauses orders;
    private final Caller caller;

    PausesResource(Pauses pauses, OrderPauses orders, Caller caller) {
        this.pauses = pauses;
        this.orders = orders;
        this.caller = caller;
    }

    @GET
    @RunOnVirtualThread
    @Operation(summary = "What is paused")
    @APIResponse(
            responseCode = "200",
            description = "All that is paused now, who did it and why",
            content =
                    @Content(
                            schema = @Schema(implementation = Page.class),
                            examples = @ExampleObject(name = "one", value = PAGE)))
    public Page list() {
        return new Page(pauses.standing().stream().map(View::of).toList());
    }

    @PUT
    @Path("/{kind}/{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @Operation(
            summary = "Pause a part of the platform",
            description =
                    "Nothing of it leaves within about two seconds, on any replica, until it is"
                            + " resumed; what a provider is being handed ends. What is held uses up"
                            + " no attempt and keeps its deadlines: what expires meanwhile ends as"
                            + " expired, one-time codes among it.")
    @RequestBody(
            content =
                    @Content(
                            schema = @Schema(implementation = Order.class),
                            examples = @ExampleObject(name = "bulk only", value = ORDER)))
    @APIResponse(
            responseCode = "200",
            description = "It is paused, by this or an earlier call",
            content =
                    @Content(
                            schema = @Schema(implementation = View.class),
                            examples = @ExampleObject(name = "paused", value = PAUSED)))
    @APIResponse(responseCode = "404", description = "There is nothing of this kind and name")
    @APIResponse(responseCode = "422", description = "The reason or the lane is not good")
    public View pause(
            @Parameter(description = "channel, provider, service or batch", example = "service")
                    @PathParam("kind")
                    String kindWord,
            @Parameter(
                            description =
                                    "email, sms or letter; a provider such as smtp; a slug; the id"
                                            + " of a batch",
                            example = "caf-92")
                    @PathParam("name")
                    String name,
            Order body) {
        var kind = kind(kindWord);
        var why = Explanation.of(body.reason());
        return View.of(
                orders.pause(
                        kind, named(kind, name), lane(kind, body.lane()), why, caller.client()));
    }

    @DELETE
    @Path("/{kind}/{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @Operation(summary = "Resume a part of the platform", description = "What was held goes on.")
    @RequestBody(
            content =
                    @Content(
                            schema = @Schema(implementation = Why.class),
                            examples = @ExampleObject(name = "why", value = WHY)))
    @APIResponse(
            responseCode = "200",
            description = "It runs again",
            content =
                    @Content(
                            schema = @Schema(implementation = View.class),
                            examples = @ExampleObject(name = "running", value = RESUMED)))
    @APIResponse(responseCode = "404", description = "It is not paused")
    @APIResponse(responseCode = "422", description = "The reason is missing or not fit to be kept")
    public View resume(
            @PathParam("kind") String kindWord, @PathParam("name") String name, Why body) {
        var kind = kind(kindWord);
        var why = Explanation.of(body.reason());
        return orders.resume(kind, named(kind, name), why, caller.client())
                .map(View::of)
                .orElseThrow(
                        () -> Problem.notFound("this " + kind.word() + " is not paused").refused());
    }

    private static Kind kind(String word) {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.word().equals(word))
                .findFirst()
                .orElseThrow(
                        () ->
                                Problem.notFound(
                                                "nothing of this kind can be paused: the kinds are "
                                                        + Arrays.stream(Kind.values())
                                                                .map(Kind::word)
                                                                .collect(Collectors.joining(", ")))
                                        .refused());
    }

    private static String named(Kind kind, String name) {
        var isGood =
                switch (kind) {
                    case CHANNEL ->
                            Arrays.stream(Channel.values())
                                    .anyMatch(channel -> word(channel).equals(name));
                    case PROVIDER, SERVICE -> NAME.matcher(name).matches();
                    case BATCH -> isUuid(name);
                };
        if (!isGood) {
            throw Problem.notFound("there is no " + kind.word() + " of this name").refused();
        }
        return name;
    }

    private static boolean isUuid(String text) {
        try {
            return UUID.fromString(text).toString().equals(text);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static @Nullable Lane lane(Kind kind, @Nullable String word) {
        if (word == null) {
            return null;
        }
        if (kind == Kind.BATCH) {
            throw invalidLane("is not asked for a batch", "leave it out");
        }
        return Arrays.stream(Lane.values())
                .filter(lane -> word(lane).equals(word))
                .findFirst()
                .orElseThrow(
                        () ->
                                invalidLane(
                                        "is no lane",
                                        "send express or bulk, or leave it out for both"));
    }

    private static Refused invalidLane(String problem, String remedy) {
        return Problem.invalid(List.of(new Fault("lane", "invalid-lane", problem, remedy)))
                .refused();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** What is to be paused, and why. */
    @Schema(name = "PauseOrder")
    record Order(
            @Schema(
                            required = true,
                            description = "5 to 500 characters, kept for ever: name no citizen")
                    @Nullable String reason,
            @Schema(
                            description = "Only this lane",
                            enumeration = {"express", "bulk"})
                    @Nullable String lane) {}

    /** Why it goes on. */
    @Schema(name = "ResumeOrder")
    record Why(@Schema(required = true) @Nullable String reason) {}

    /** How a part of the platform stands. */
    @Schema(name = "Pause")
    record View(
            String kind,
            String name,
            @Nullable String lane,
            @Schema(enumeration = {"paused", "running"}) String state,
            Instant since,
            String by,
            String reason) {

        static View of(Pause pause) {
            var lane = pause.lane();
            return new View(
                    pause.kind().word(),
                    pause.name(),
                    lane == null ? null : word(lane),
                    pause.isPaused() ? "paused" : "running",
                    pause.since(),
                    pause.actor(),
                    pause.reason());
        }
    }

    /** All that is paused. */
    @Schema(name = "Pauses")
    record Page(List<View> items) {}
}
