package fr.gouv.notifications.tracking.problem;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.sql.SQLException;
import org.jboss.logging.Logger;

/**
 * Answers what nobody foresaw, and logs where it happened without the path and the message, which
 * may quote a reference.
 */
@Provider
class FailureMapper implements ExceptionMapper<RuntimeException> {

    private static final Logger LOG = Logger.getLogger(FailureMapper.class);
    private static final int RETRY_AFTER_SECONDS = 5;

    @Override
    public Response toResponse(RuntimeException failure) {
        if (failure instanceof WebApplicationException answer) {
            return answer.getResponse();
        }
        var root = rootOf(failure);
        var trace = root.getStackTrace();
        LOG.errorf("%s at %s", root.getClass().getName(), trace.length > 0 ? trace[0] : "?");
        if (root instanceof SQLException) {
            return Response.fromResponse(Problem.databaseUnavailable().response())
                    .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                    .build();
        }
        return Problem.internal().response();
    }

    private static Throwable rootOf(Throwable failure) {
        var root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
