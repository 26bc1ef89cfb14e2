package fr.gouv.notifications.preferences.citizen;

import com.fasterxml.jackson.annotation.JsonInclude;
import fr.gouv.notifications.contracts.Channel;
import io.quarkus.security.PermissionsAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** The addresses of citizens, as the gateway keeps them on behalf of a service. */
@Path("/internal/services/{service}/citizens/{citizen}")
@PermissionsAllowed("notifications:internal")
class CitizensResource {

    private final CitizenBook book;

    CitizensResource(CitizenBook book) {
        this.book = book;
    }

    @PUT
    public Response put(
            @PathParam("service") String service,
            @PathParam("citizen") String citizen,
            ContactPoints points)
            throws InvalidInput {
        book.put(service, citizen, CitizenInput.addresses(citizen, points.email(), points.phone()));
        return Response.noContent().build();
    }

    @GET
    public Response get(
            @PathParam("service") String service, @PathParam("citizen") String citizen) {
        var addresses = book.addressesOf(service, citizen);
        return addresses.isEmpty()
                ? Problem.unknownCitizen().response()
                : Response.ok(
                                new ContactPoints(
                                        addresses.get(Channel.EMAIL), addresses.get(Channel.SMS)))
                        .build();
    }

    @DELETE
    public Response forget(
            @PathParam("service") String service, @PathParam("citizen") String citizen) {
        book.forget(service, citizen);
        return Response.noContent().build();
    }

    /** Where a citizen can be reached. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ContactPoints(@Nullable String email, @Nullable String phone) {

        /** Says nothing of the person. */
        @Override
        public String toString() {
            return "ContactPoints[hidden]";
        }
    }
}
