package fr.gouv.notifications.gateway.sender;

import fr.gouv.notifications.gateway.access.Caller;
import fr.gouv.notifications.gateway.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;

/** The domains that the caller may see, and those that the caller may touch. */
@ApplicationScoped
public class OwnDomains {

    private final SendingDomains domains;
    private final KeepDomains keeping;
    private final Caller caller;

    OwnDomains(SendingDomains domains, KeepDomains keeping, Caller caller) {
        this.domains = domains;
        this.keeping = keeping;
        this.caller = caller;
    }

    /**
     * The domain of this name, of the caller's service or the platform's.
     *
     * @throws fr.gouv.notifications.gateway.problem.Refused when there is none
     */
    SendingDomain visible(String name) {
        keeping.platform();
        return DomainName.of(name)
                .flatMap(domains::find)
                .filter(
                        it ->
                                caller.isAdministrator()
                                        || it.service() == null
                                        || it.isOf(caller.service()))
                .orElseThrow(OwnDomains::unknown);
    }

    /**
     * The name of the domain that {@link #visible} finds, in ASCII and small letters.
     *
     * @throws fr.gouv.notifications.gateway.problem.Refused when there is none
     */
    public String nameOfVisible(String name) {
        return visible(name).domain();
    }

    /** As {@link #visible}; the platform's own belongs to its administrators. */
    SendingDomain owned(String name) {
        var found = visible(name);
        if (!caller.isAdministrator() && !found.isOf(caller.service())) {
            throw unknown();
        }
        return found;
    }

    private static RuntimeException unknown() {
        return Problem.notFound("there is no such domain of yours: see GET /v1/domains").refused();
    }
}
