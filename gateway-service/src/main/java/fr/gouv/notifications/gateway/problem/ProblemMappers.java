package fr.gouv.notifications.gateway.problem;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jspecify.annotations.Nullable;

/** Turns whatever ends a request early into a problem that a developer understands. */
class ProblemMappers {

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    @ServerExceptionMapper
    public Response refused(Refused refused) {
        var answer = answer(refused.problem());
        var retryAfter = refused.retryAfter();
        if (retryAfter != null) {
            answer.header(HttpHeaders.RETRY_AFTER, Math.max(1, retryAfter.toSeconds()));
        }
        return answer.build();
    }

    @ServerExceptionMapper
    public Response notFound(NotFoundException e) {
        return answer(
                        Problem.notFound(
                                "no endpoint has this path: the endpoints are listed at"
                                        + " /q/swagger-ui"))
                .build();
    }

    @ServerExceptionMapper
    public Response notAllowed(NotAllowedException e) {
        var allowed = String.join(", ", AllowedMethods.here());
        return answer(
                        Problem.of(
                                405,
                                "method-not-allowed",
                                "This method is not offered here",
                                "use one of " + allowed))
                .header(HttpHeaders.ALLOW, allowed)
                .build();
    }

    @ServerExceptionMapper
    public Response notAcceptable(NotAcceptableException e) {
        return answer(
                        Problem.of(
                                406,
                                "not-acceptable",
                                "No answer of the wanted type exists",
                                "answers are application/json: ask for it in Accept, or leave"
                                        + " Accept out"))
                .build();
    }

    @ServerExceptionMapper
    public Response notSupported(NotSupportedException e) {
        return answer(
                        Problem.of(
                                415,
                                "unsupported-media-type",
                                "The body is of a type that is not read here",
                                "send JSON with Content-Type: application/json, or a file to POST"
                                        + " /v1/batches as multipart/form-data"))
                .build();
    }

    @ServerExceptionMapper
    public Response noToken(UnauthorizedException e) {
        return answer(
                        Problem.of(
                                401,
                                "token-missing",
                                "A token is needed",
                                "send Authorization: Bearer followed by an access token; client"
                                        + " credentials get one from the token address given when"
                                        + " the service was created"))
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .build();
    }

    @ServerExceptionMapper
    public Response badToken(AuthenticationFailedException e) {
        var problem =
                isExpired(e)
                        ? Problem.of(
                                401,
                                "token-expired",
                                "The token has expired",
                                "ask for a new access token and send the request again")
                        : Problem.of(
                                401,
                                "token-invalid",
                                "The token cannot be trusted",
                                "it is not an access token of this platform for the audience"
                                        + " notifications, or it was changed: ask for a new one");
        return answer(problem)
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")
                .build();
    }

    @ServerExceptionMapper
    public Response forbidden(ForbiddenException e, ResourceInfo endpoint) {
        var scopes = scopesOf(endpoint);
        return answer(
                        Problem.of(
                                403,
                                "scope-missing",
                                "The token does not allow this",
                                "this needs the scope "
                                        + scopes
                                        + ", which the token does not have"))
                .header(
                        HttpHeaders.WWW_AUTHENTICATE,
                        "Bearer error=\"insufficient_scope\", scope=\"" + scopes + "\"")
                .build();
    }

    @ServerExceptionMapper
    public Response other(WebApplicationException e, RoutingContext request) {
        var status = e.getResponse().getStatus();
        if (status == 413) {
            return answer(BodyLimit.tooLarge(request.normalizedPath())).build();
        }
        if (status >= 500) {
            return internal(e);
        }
        return answer(
                        Problem.of(
                                status,
                                "bad-request",
                                "The request cannot be understood",
                                "see /q/swagger-ui for what this endpoint reads"))
                .build();
    }

    @ServerExceptionMapper
    public Response unexpected(Throwable e) {
        return internal(e);
    }

    private static Response internal(Throwable e) {
        // The class only: messages of libraries like to quote what was sent.
        LOG.errorf("request failed: %s at %s", e.getClass().getName(), origin(e));
        return answer(
                        Problem.of(
                                500,
                                "internal",
                                "Something went wrong here",
                                "this is our fault and has been logged: try again later"))
                .build();
    }

    private static String origin(Throwable e) {
        return Arrays.stream(e.getStackTrace())
                .limit(12)
                .map(StackTraceElement::toString)
                .collect(Collectors.joining(" < "));
    }

    private static Response.ResponseBuilder answer(Problem problem) {
        return Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem);
    }

    private static boolean isExpired(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidJwtException invalid && invalid.hasExpired()) {
                return true;
            }
        }
        return false;
    }

    private static String scopesOf(ResourceInfo endpoint) {
        var method = endpoint.getResourceMethod();
        var onMethod = method == null ? null : method.getAnnotation(PermissionsAllowed.class);
        var resource = endpoint.getResourceClass();
        var onClass = resource == null ? null : resource.getAnnotation(PermissionsAllowed.class);
        var allowed = onMethod == null ? onClass : onMethod;
        return allowed == null ? "of this endpoint" : String.join(" or ", allowed.value());
    }
}
