package fr.gouv.notifications.leaky.desk;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;

/** Answers with tables, and takes one. */
@Path("/rows")
class RowsResource {

    @GET
    public List<Row> rows() {
        return List.of();
    }

    @POST
    public void add(Row row) {
        var _ = keep(row);
    }

    private Row keep(Row row) {
        return row;
    }
}
