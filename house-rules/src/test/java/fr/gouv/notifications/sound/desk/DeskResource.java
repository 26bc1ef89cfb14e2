package fr.gouv.notifications.sound.desk;

import fr.gouv.notifications.contracts.light.Weight;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** Answers with a record of its own. */
@Path("/desk")
class DeskResource {

    @GET
    public Answer answer() {
        return new Answer(Weight.LIGHT);
    }

    /** What is shown. */
    record Answer(Weight weight) {}
}
