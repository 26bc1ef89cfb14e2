package fr.gouv.notifications.gateway.problem;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;

/**
 * What RFC 9110 wants beside a 405 and Quarkus keeps to itself: the methods that the path of the
 * current request does have, looked up in the routes that refused it.
 */
final class AllowedMethods {

    static Set<String> here() {
        var methods = new TreeSet<String>();
        var request = CurrentRequestManager.get();
        if (request != null) {
            collect(request, methods);
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        methods.add("OPTIONS");
        return methods;
    }

    /** Two classes may share a path, so each is asked on its own. */
    private static void collect(ResteasyReactiveRequestContext request, Set<String> methods) {
        var path = request.getPathWithoutPrefix();
        for (var route : request.getDeployment().getClassMappers()) {
            var match = new RequestMapper<>(new ArrayList<>(List.of(route))).map(path);
            if (match != null) {
                var rest = match.remaining.isEmpty() ? "/" : match.remaining;
                Arrays.stream(match.value.handlers)
                        .filter(ClassRoutingHandler.class::isInstance)
                        .map(ClassRoutingHandler.class::cast)
                        .forEach(routes -> collect(routes, rest, methods));
            }
        }
    }

    private static void collect(ClassRoutingHandler routes, String rest, Set<String> methods) {
        for (var method : routes.getMappers().entrySet()) {
            RequestMapper<RuntimeResource> paths = method.getValue();
            if (method.getKey() != null && paths.map(rest) != null) {
                methods.add(method.getKey());
            }
        }
    }

    private AllowedMethods() {}
}
