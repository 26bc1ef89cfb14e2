package fr.gouv.notifications.preferences.citizen;

import com.fasterxml.jackson.core.JsonParseException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Says where a body stops being JSON. */
@Provider
class MalformedJsonMapper implements ExceptionMapper<JsonParseException> {

    @Override
    public Response toResponse(JsonParseException failure) {
        var where = failure.getLocation();
        return Problem.malformedJson(where.getLineNr(), where.getColumnNr()).response();
    }
}
