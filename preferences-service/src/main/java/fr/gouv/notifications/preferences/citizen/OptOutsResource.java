package fr.gouv.notifications.preferences.citizen;

import fr.gouv.notifications.preferences.citizen.Problem.Fault;
import io.quarkus.security.PermissionsAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who wants no optional messages of a service, as the gateway notes it on the service's behalf. */
@Path("/internal/services/{service}/opt-outs")
@PermissionsAllowed("notifications:internal")
class OptOutsResource {

    private final CitizenBook book;

    OptOutsResource(CitizenBook book) {
        this.book = book;
    }

    @PUT
    public Response put(@PathParam("service") String service, Who who) throws InvalidInput {
        if (who.isAddress()) {
            book.refuseAddress(service, who.address());
        } else {
            book.refuseCitizen(service, who.citizenReference());
        }
        return Response.noContent().build();
    }

    @DELETE
    public Response delete(@PathParam("service") String service, Who who) throws InvalidInput {
        if (who.isAddress()) {
            book.acceptAddress(service, who.address());
        } else {
            book.acceptCitizen(service, who.citizenReference());
        }
        return Response.noContent().build();
    }

    /** One address, or one citizen with all his addresses. */
    record Who(@Nullable String email, @Nullable String citizen) {

        boolean isAddress() throws InvalidInput {
            if ((email == null) == (citizen == null)) {
                throw new InvalidInput(
                        List.of(
                                new Fault(
                                        "email",
                                        "required",
                                        email == null
                                                ? "is missing, and so is citizen"
                                                : "stands beside citizen",
                                        "give exactly one of email and citizen")));
            }
            return email != null;
        }

        EmailAddress address() throws InvalidInput {
            return CitizenInput.address(String.valueOf(email));
        }

        String citizenReference() throws InvalidInput {
            return CitizenInput.citizen(String.valueOf(citizen));
        }

        /** Says nothing of the person. */
        @Override
        public String toString() {
            return "Who[hidden]";
        }
    }
}
