package fr.gouv.notifications.gateway.citizen;

import fr.gouv.notifications.gateway.access.AuditTrail;
import fr.gouv.notifications.gateway.access.Caller;
import fr.gouv.notifications.gateway.access.Explanation;
import fr.gouv.notifications.gateway.address.EmailAddress;
import fr.gouv.notifications.gateway.address.PhoneNumber;
import fr.gouv.notifications.gateway.citizen.PreferencesApi.Suppression;
import fr.gouv.notifications.gateway.citizen.PreferencesApi.Suppressions;
import fr.gouv.notifications.gateway.problem.Fault;
import fr.gouv.notifications.gateway.problem.Parameters;
import fr.gouv.notifications.gateway.problem.Problem;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Addresses that get nothing more, as the calling service may see and lift them. */
@Path("/v1/suppressions")
@Produces(MediaType.APPLICATION_JSON)
@PermissionsAllowed("notifications:manage")
@RunOnVirtualThread
@Tag(name = "Citizens", description = "Addresses that the platform keeps, and refusals")
class SuppressionsResource {

    private static final Set<String> PARAMETERS = Set.of("limit", "cursor");
    private static final int USUAL_PAGE = 50;
    private static final int MOST_OF_A_PAGE = 200;

    private static final String ADDRESS = "{\"email\":\"zoe@exemple.fr\"}";
    private static final String ORDER =
            "{\"email\":\"zoe@exemple.fr\",\"reason\":\"ticket 4211: confirmed at the counter\"}";
    private static final String ITEM =
            """
            {"id":"6f1c2a1e-0f4b-4d53-8f0e-5a8a4a3b2c1d","channel":"email","scope":"platform",\
            "rule":"hard","sentence":"Cette adresse n’existe pas ou plus.",\
            "reason":"address-unknown","code":"550 5.1.1","blocks":true,\
            "notification":"0199a1e0-5f5e-7c3a-9a55-0242ac120002",\
            "since":"2026-11-25T08:00:00Z","lastAt":"2026-11-25T08:00:00Z",\
            "until":"2027-11-25T08:00:00Z"}""";
    private static final String FOUND = "{\"items\":[" + ITEM + "]}";

    private final Preferences preferences;
    private final AuditTrail audit;
    private final Caller caller;

    SuppressionsResource(Preferences preferences, AuditTrail audit, Caller caller) {
        this.preferences = preferences;
        this.audit = audit;
        this.caller = caller;
    }

    @GET
    @Operation(
            summary = "Addresses that get nothing more",
            description =
                    "Those that did not take a notification of this service, newest first. The addresses"
                            + " themselves are not kept: the notification leads to the citizen.")
    @APIResponse(
            responseCode = "200",
            description = "A page",
            content =
                    @Content(
                            schema = @Schema(implementation = Page.class),
                            examples = @ExampleObject(name = "one", value = FOUND)))
    @APIResponse(responseCode = "400", description = "The limit or the cursor is not understood")
    @APIResponse(responseCode = "503", description = "Ask again later")
    public Page list(
            @Parameter(description = "1 to 200", example = "50") @RestQuery @Nullable String limit,
            @Parameter(description = "next of the page before") @RestQuery @Nullable String cursor,
            @Context UriInfo address) {
        Parameters.mustBeAmong(PARAMETERS, address);
        var most = Parameters.limit("limit", limit, USUAL_PAGE, MOST_OF_A_PAGE);
        var before = cursor == null ? null : position(cursor);
        var service = tenant();
        var found =
                preferences
                        .ask(api -> api.suppressions(service, before, most + 1))
                        .map(Suppressions::suppressions)
                        .orElse(List.of());
        var shown = found.subList(0, Math.min(most, found.size()));
        return new Page(
                shown.stream().map(SuppressionView::of).toList(),
                found.size() > most ? Parameters.cursor(shown.getLast().id().toString()) : null);
    }

    @POST
    @Path("/search")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Whether an address gets nothing more, and why",
            description = "By POST: an address never stands in the address of a request.")
    @RequestBody(
            content =
                    @Content(
                            schema = @Schema(implementation = Address.class),
                            examples = @ExampleObject(name = "e-mail", value = ADDRESS)))
    @APIResponse(
            responseCode = "200",
            description = "What is known; empty when nothing speaks against the address",
            content =
                    @Content(
                            schema = @Schema(implementation = Page.class),
                            examples = @ExampleObject(name = "one", value = FOUND)))
    @APIResponse(responseCode = "422", description = "There is not exactly one address")
    public Page search(Address body) {
        var whose = checked(body.email(), body.phone());
        var service = tenant();
        return page(
                preferences.ask(api -> api.suppressionsOf(service, whose)).stream()
                        .flatMap(known -> known.suppressions().stream()));
    }

    @POST
    @Path("/lifts")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Write to an address again",
            description =
                    "For this service alone, until the address fails once more. Who did it and why is kept;"
                            + " nothing happens when nothing blocks the address.")
    @RequestBody(
            content =
                    @Content(
                            schema = @Schema(implementation = Order.class),
                            examples = @ExampleObject(name = "e-mail", value = ORDER)))
    @APIResponse(
            responseCode = "200",
            description = "What is known of the address afterwards",
            content =
                    @Content(
                            schema = @Schema(implementation = Page.class),
                            examples = @ExampleObject(name = "lifted", value = FOUND)))
    @APIResponse(
            responseCode = "422",
            description = "There is not exactly one address, or no reason")
    public Page lift(Order body) {
        var whose = checked(body.email(), body.phone());
        var why = Explanation.of(body.reason());
        var service = tenant();
        var lift =
                new PreferencesApi.Lift(whose.email(), whose.phone(), caller.client(), why.text());
        var after = preferences.ask(api -> api.lift(service, lift));
        after.stream()
                .flatMap(known -> known.lifted().stream())
                .forEach(
                        id ->
                                audit.note(
                                        caller.client(),
                                        "suppression-lifted",
                                        service + "/" + id,
                                        why,
                                        "blocks",
                                        "lifted"));
        return page(after.stream().flatMap(known -> known.suppressions().stream()));
    }

    private String tenant() {
        return caller.tenant().await().indefinitely().slug();
    }

    private static Page page(Stream<Suppression> found) {
        return new Page(found.map(SuppressionView::of).toList(), null);
    }

    private static UUID position(String cursor) {
        try {
            return UUID.fromString(Parameters.position(cursor));
        } catch (IllegalArgumentException _) {
            throw Parameters.notACursor();
        }
    }

    private static PreferencesApi.Whose checked(@Nullable String email, @Nullable String phone) {
        var faults = new ArrayList<Fault>();
        if ((email == null) == (phone == null)) {
            faults.add(
                    new Fault(
                            "email",
                            "required",
                            email == null ? "is missing, and so is phone" : "stands beside phone",
                            "give exactly one of email and phone"));
        }
        var usableEmail =
                email == null
                        ? null
                        : CitizensResource.usable(EmailAddress.check("email", email), faults);
        var usablePhone =
                phone == null
                        ? null
                        : CitizensResource.usable(PhoneNumber.check("phone", phone), faults);
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults).refused();
        }
        return new PreferencesApi.Whose(usableEmail, usablePhone);
    }

    /** Some of them. */
    @Schema(name = "Suppressions")
    record Page(List<SuppressionView> items, @Nullable String next) {}

    /** One address. */
    @Schema(name = "SuppressionAddress")
    record Address(
            @Schema(examples = "zoe@exemple.fr") @Nullable String email,
            @Schema(examples = "+33612345678") @Nullable String phone) {

        /** Says nothing of the person. */
        @Override
        public String toString() {
            return "Address[…]";
        }
    }

    /** One address, and why it is to be written to again. */
    @Schema(name = "SuppressionLiftOrder")
    record Order(
            @Schema(examples = "zoe@exemple.fr") @Nullable String email,
            @Schema(examples = "+33612345678") @Nullable String phone,
            @Schema(
                            examples = "ticket 4211: confirmed at the counter",
                            description = "Kept for ever: names no citizen",
                            minLength = 5,
                            maxLength = 500)
                    @Nullable String reason) {

        /** Says nothing of the person. */
        @Override
        public String toString() {
            return "Order[…]";
        }
    }
}
