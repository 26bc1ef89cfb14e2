package fr.gouv.notifications.gateway.problem;

import jakarta.ws.rs.container.ContainerResponseContext;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Has every problem counted that is answered, whoever answers it. */
class RefusalFilter {

    private final Refusals refusals;

    RefusalFilter(Refusals refusals) {
        this.refusals = refusals;
    }

    @ServerResponseFilter
    public void count(ContainerResponseContext response) {
        if (response.getEntity() instanceof Problem problem) {
            refusals.count(problem);
        }
    }
}
