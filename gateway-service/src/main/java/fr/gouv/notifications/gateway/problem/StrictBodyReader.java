package fr.gouv.notifications.gateway.problem;

import jakarta.ws.rs.ConstrainedTo;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jboss.resteasy.reactive.common.util.EmptyInputStream;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyReader;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/** Reads every JSON body of the API strictly, instead of Jackson's own, more forgiving binding. */
@Provider
@ConstrainedTo(RuntimeType.SERVER)
@Consumes(MediaType.APPLICATION_JSON)
public class StrictBodyReader implements ServerMessageBodyReader<Record> {

    @Override
    public boolean isReadable(
            Class<?> type,
            Type genericType,
            ResteasyReactiveResourceInfo endpoint,
            MediaType mediaType) {
        return type.isRecord();
    }

    @Override
    public boolean isReadable(
            Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type.isRecord();
    }

    @Override
    public Record readFrom(
            Class<Record> type, Type genericType, MediaType mediaType, ServerRequestContext request)
            throws IOException {
        return read(type, request.getInputStream(), path(request));
    }

    private static String path(ServerRequestContext request) {
        return ((ResteasyReactiveRequestContext) request)
                .serverRequest()
                .getRequestNormalisedPath();
    }

    @Override
    public Record readFrom(
            Class<Record> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, String> headers,
            InputStream body)
            throws IOException {
        return read(type, body, "");
    }

    private static Record read(Class<Record> type, InputStream body, String path)
            throws IOException {
        var limit = BodyLimit.of(path);
        var bytes = body instanceof EmptyInputStream ? new byte[0] : body.readNBytes(limit + 1);
        if (bytes.length > limit) {
            throw BodyLimit.tooLarge(path).refused();
        }
        return Binding.bind(StrictJson.read(bytes), type);
    }
}
