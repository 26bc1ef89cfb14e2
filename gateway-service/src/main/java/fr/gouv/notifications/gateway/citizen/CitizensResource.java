package fr.gouv.notifications.gateway.citizen;

import fr.gouv.notifications.gateway.access.Caller;
import fr.gouv.notifications.gateway.address.Checked;
import fr.gouv.notifications.gateway.address.CitizenReference;
import fr.gouv.notifications.gateway.address.EmailAddress;
import fr.gouv.notifications.gateway.address.PhoneNumber;
import fr.gouv.notifications.gateway.problem.Fault;
import fr.gouv.notifications.gateway.problem.Problem;
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
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The addresses of citizens, under the references of the calling service. */
@Path("/v1/citizens/{citizen}")
@Produces(MediaType.APPLICATION_JSON)
@PermissionsAllowed("notifications:manage")
@RunOnVirtualThread
@Tag(name = "Citizens", description = "Addresses that the platform keeps, and refusals")
class CitizensResource {

    private final Preferences preferences;
    private final Caller caller;

    CitizensResource(Preferences preferences, Caller caller) {
        this.preferences = preferences;
        this.caller = caller;
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Keep the addresses of a citizen",
            description = "Replaces all addresses that were kept under this reference.")
    @RequestBody(
            content =
                    @Content(
                            schema = @Schema(implementation = Contacts.class),
                            examples =
                                    @ExampleObject(
                                            name = "e-mail",
                                            value = "{\"email\":\"zoe@exemple.fr\"}")))
    @APIResponse(responseCode = "204", description = "Kept")
    @APIResponse(responseCode = "422", description = "An address cannot exist")
    @APIResponse(responseCode = "503", description = "Not kept: send it again")
    public void keep(
            @Parameter(example = "usager-42") @PathParam("citizen") String citizen, Contacts body) {
        var service = tenant();
        var faults = new ArrayList<Fault>();
        var reference = usable(CitizenReference.check("citizen", citizen), faults);
        var email = body.email() == null ? null : EmailAddress.check("email", body.email());
        var phone = body.phone() == null ? null : PhoneNumber.check("phone", body.phone());
        if (email == null && phone == null) {
            faults.add(
                    new Fault(
                            "email",
                            "required",
                            "is missing, and so is phone",
                            "give at least one of them, or DELETE the citizen"));
        }
        var points =
                new PreferencesApi.ContactPoints(
                        email == null ? null : usable(email, faults),
                        phone == null ? null : usable(phone, faults));
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults).refused();
        }
        preferences.ask(
                api -> {
                    api.keep(service, reference, points);
                    return points;
                });
    }

    @GET
    @Operation(summary = "Read the addresses of a citizen")
    @APIResponse(
            responseCode = "200",
            description = "What is kept",
            content =
                    @Content(
                            schema = @Schema(implementation = View.class),
                            examples =
                                    @ExampleObject(
                                            name = "e-mail",
                                            value =
                                                    "{\"citizen\":\"usager-42\",\"email\":\"zoe@exemple.fr\"}")))
    @APIResponse(responseCode = "404", description = "Nothing is kept under this reference")
    public View read(@Parameter(example = "usager-42") @PathParam("citizen") String citizen) {
        var service = tenant();
        if (CitizenReference.check("citizen", citizen) instanceof Checked.Usable) {
            var points = preferences.ask(api -> api.find(service, citizen));
            if (points.isPresent()) {
                return new View(citizen, points.get().email(), points.get().phone());
            }
        }
        throw Problem.notFound("this service keeps no addresses under this reference").refused();
    }

    @DELETE
    @Operation(summary = "Forget the addresses of a citizen")
    @APIResponse(responseCode = "204", description = "Nothing is kept any more")
    public void forget(@Parameter(example = "usager-42") @PathParam("citizen") String citizen) {
        var service = tenant();
        if (CitizenReference.check("citizen", citizen) instanceof Checked.Usable) {
            preferences.ask(
                    api -> {
                        api.forget(service, citizen);
                        return citizen;
                    });
        }
    }

    private String tenant() {
        return caller.tenant().await().indefinitely().slug();
    }

    static String usable(Checked checked, List<Fault> faults) {
        return switch (checked) {
            case Checked.Usable(var address) -> address;
            case Checked.Unusable(var fault) -> {
                faults.add(fault);
                yield "";
            }
        };
    }

    /** What is sent. */
    @Schema(name = "Contacts")
    record Contacts(
            @Schema(examples = "zoe@exemple.fr") @Nullable String email,
            @Schema(examples = "+33612345678") @Nullable String phone) {

        /** Says nothing of the person. */
        @Override
        public String toString() {
            return "Contacts[…]";
        }
    }

    /** What is kept. */
    @Schema(name = "Citizen")
    record View(String citizen, @Nullable String email, @Nullable String phone) {

        /** Says nothing of the person. */
        @Override
        public String toString() {
            return "View[…]";
        }
    }
}
