package fr.gouv.notifications.preferences.suppression;

import com.fasterxml.jackson.annotation.JsonInclude;
import fr.gouv.notifications.preferences.citizen.CitizenInput;
import fr.gouv.notifications.preferences.citizen.Digests;
import fr.gouv.notifications.preferences.citizen.InvalidInput;
import fr.gouv.notifications.preferences.suppression.Block.Lift;
import io.quarkus.security.PermissionsAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Addresses that get nothing more, as the gateway shows and lifts them on behalf of a service. */
@Path("/internal/services/{service}/suppressions")
@PermissionsAllowed("notifications:internal")
class SuppressionsResource {

    private static final int MOST_OF_A_PAGE = 201;

    private final Blocks blocks;
    private final Digests digests;
    private final InstantSource clock;

    SuppressionsResource(Blocks blocks, Digests digests, InstantSource clock) {
        this.blocks = blocks;
        this.digests = digests;
        this.clock = clock;
    }

    @GET
    public Found list(
            @PathParam("service") String service,
            @RestQuery @Nullable UUID before,
            @RestQuery int limit) {
        var atMost = Math.clamp(limit, 1, MOST_OF_A_PAGE);
        return new Found(blocks.page(service, before, atMost, clock.instant()));
    }

    /** By POST: an address never stands in the address of a request. */
    @POST
    @Path("/search")
    public Found search(@PathParam("service") String service, Whose whose) throws InvalidInput {
        return new Found(blocks.ofAddress(service, whose.digest(digests), clock.instant()));
    }

    /** What is to be lifted is looked up first: nothing happens when nothing blocks. */
    @POST
    @Path("/lifts")
    @Transactional
    public Lifted lift(@PathParam("service") String service, Order order) throws InvalidInput {
        var now = clock.instant();
        var digest = new Whose(order.email(), order.phone()).digest(digests);
        var lifted =
                blocks.ofAddress(service, digest, now).stream()
                        .filter(Block::blocks)
                        .map(Block::id)
                        .toList();
        if (!lifted.isEmpty()) {
            blocks.lift(service, digest, new Lift(now, order.who(), order.why()));
        }
        return new Lifted(blocks.ofAddress(service, digest, now), lifted);
    }

    /** What there is. */
    record Found(List<Block> suppressions) {}

    /**
     * What there is now.
     *
     * @param lifted those of them that blocked until now
     */
    record Lifted(List<Block> suppressions, List<UUID> lifted) {}

    /** One address. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Whose(@Nullable String email, @Nullable String phone) {

        String digest(Digests digests) throws InvalidInput {
            var address = CitizenInput.oneAddress(email, phone);
            return digests.ofAddress(address.getKey(), address.getValue());
        }

        /** Says nothing of the person. */
        @Override
        public String toString() {
            return "Whose[hidden]";
        }
    }

    /** Who wants to write to this address again, and why. */
    record Order(@Nullable String email, @Nullable String phone, String who, String why) {

        /** Says nothing of the person. */
        @Override
        public String toString() {
            return "Order[hidden]";
        }
    }
}
