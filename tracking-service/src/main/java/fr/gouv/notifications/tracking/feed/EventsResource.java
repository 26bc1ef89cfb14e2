package fr.gouv.notifications.tracking.feed;

import fr.gouv.notifications.eventing.FactJson;
import fr.gouv.notifications.tracking.problem.InvalidQuery;
import fr.gouv.notifications.tracking.problem.Problem;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The feed of a service, which the gateway reads on its behalf. */
@Path("/internal/events/{service}")
@PermissionsAllowed("notifications:internal")
class EventsResource {

    private static final int MOST = 500;
    private static final int USUAL = 100;
    private static final int LONGEST_WAIT_SECONDS = 20;

    private final ReadFeed feed;

    EventsResource(ReadFeed feed) {
        this.feed = feed;
    }

    @GET
    @RunOnVirtualThread
    public Response read(
            @PathParam("service") String service,
            @RestQuery @Nullable String cursor,
            @RestQuery @Nullable String limit,
            @RestQuery @Nullable String wait)
            throws InterruptedException {
        try {
            var page =
                    feed.page(
                            service,
                            cursor,
                            number("limit", limit, USUAL, 1, MOST),
                            Duration.ofSeconds(number("wait", wait, 0, 0, LONGEST_WAIT_SECONDS)));
            return Response.ok(FactJson.write(page), MediaType.APPLICATION_JSON_TYPE).build();
        } catch (InvalidQuery e) {
            return e.problem().response();
        }
    }

    private static int number(String name, @Nullable String text, int usual, int least, int most)
            throws InvalidQuery {
        if (text == null) {
            return usual;
        }
        var number = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : -1;
        if (number < least || number > most) {
            throw new InvalidQuery(
                    Problem.invalidParameter(
                            name, "must be a whole number from " + least + " to " + most));
        }
        return number;
    }
}
