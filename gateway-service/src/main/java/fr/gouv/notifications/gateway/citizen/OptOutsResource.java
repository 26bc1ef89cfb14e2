package fr.gouv.notifications.gateway.citizen;

import fr.gouv.notifications.gateway.access.Caller;
import fr.gouv.notifications.gateway.address.CitizenReference;
import fr.gouv.notifications.gateway.address.EmailAddress;
import fr.gouv.notifications.gateway.problem.Fault;
import fr.gouv.notifications.gateway.problem.Problem;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.function.BiConsumer;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Who wants no optional messages of the calling service. */
@Path("/v1/opt-outs")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@PermissionsAllowed("notifications:manage")
@RunOnVirtualThread
@Tag(name = "Citizens", description = "Addresses that the platform keeps, and refusals")
class OptOutsResource {

    private static final String WHO = "{\"email\":\"zoe@exemple.fr\"}";

    private final Preferences preferences;
    private final Caller caller;

    OptOutsResource(Preferences preferences, Caller caller) {
        this.preferences = preferences;
        this.caller = caller;
    }

    @PUT
    @Operation(
            summary = "Note a refusal",
            description = "From now on, optional messages of this service are declined.")
    @RequestBody(
            content =
                    @Content(
                            schema = @Schema(implementation = Refuser.class),
                            examples = @ExampleObject(name = "e-mail", value = WHO)))
    @APIResponse(responseCode = "204", description = "Noted")
    @APIResponse(responseCode = "422", description = "It does not say who")
    public void refuse(Refuser body) {
        handOver(body, (api, who) -> api.refuse(caller.service(), who));
    }

    @DELETE
    @Operation(summary = "Take a refusal back", description = "Because the citizen said so.")
    @RequestBody(
            content =
                    @Content(
                            schema = @Schema(implementation = Refuser.class),
                            examples = @ExampleObject(name = "e-mail", value = WHO)))
    @APIResponse(responseCode = "204", description = "Taken back")
    @APIResponse(responseCode = "422", description = "It does not say who")
    public void accept(Refuser body) {
        handOver(body, (api, who) -> api.accept(caller.service(), who));
    }

    private void handOver(Refuser body, BiConsumer<PreferencesApi, PreferencesApi.Who> call) {
        caller.tenant().await().indefinitely();
        var who = checked(body);
        preferences.ask(
                api -> {
                    call.accept(api, who);
                    return who;
                });
    }

    private static PreferencesApi.Who checked(Refuser body) {
        var faults = new ArrayList<Fault>();
        if ((body.email() == null) == (body.citizen() == null)) {
            faults.add(
                    new Fault(
                            "email",
                            "required",
                            body.email() == null
                                    ? "is missing, and so is citizen"
                                    : "stands beside citizen",
                            "give exactly one of email and citizen"));
        }
        var email =
                body.email() == null
                        ? null
                        : CitizensResource.usable(
                                EmailAddress.check("email", body.email()), faults);
        var citizen =
                body.citizen() == null
                        ? null
                        : CitizensResource.usable(
                                CitizenReference.check("citizen", body.citizen()), faults);
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults).refused();
        }
        return new PreferencesApi.Who(email, citizen);
    }

    /** One address, or one citizen with all addresses. */
    @Schema(name = "OptOut")
    record Refuser(
            @Schema(examples = "zoe@exemple.fr") @Nullable String email,
            @Schema(examples = "usager-42") @Nullable String citizen) {

        /** Says nothing of the person. */
        @Override
        public String toString() {
            return "Refuser[…]";
        }
    }
}
