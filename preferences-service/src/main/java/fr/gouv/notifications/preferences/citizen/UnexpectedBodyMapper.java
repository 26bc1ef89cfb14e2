package fr.gouv.notifications.preferences.citizen;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.Objects;
import java.util.stream.Collectors;

/** Says which field is not expected, without quoting what stood in it. */
@Provider
class UnexpectedBodyMapper implements ExceptionMapper<MismatchedInputException> {

    @Override
    public Response toResponse(MismatchedInputException mismatch) {
        var field =
                mismatch.getPath().stream()
                        .map(step -> Objects.requireNonNullElse(step.getFieldName(), "[]"))
                        .collect(Collectors.joining("."));
        return Problem.invalidBody(field, problem(mismatch)).response();
    }

    private static String problem(MismatchedInputException mismatch) {
        return mismatch instanceof UnrecognizedPropertyException unknown
                ? "is not known here; known are " + unknown.getKnownPropertyIds()
                : "does not have the expected type";
    }
}
