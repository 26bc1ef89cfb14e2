package fr.gouv.notifications.gateway.sender;

import fr.gouv.notifications.gateway.access.AuditTrail;
import fr.gouv.notifications.gateway.access.ServiceSenders;
import fr.gouv.notifications.gateway.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Adds and removes domains and turns their keys over; each with its line in the audit trail. */
@ApplicationScoped
class KeepDomains {

    /** Mail that was signed with a key is verified for as long as a queue holds it (RFC 5321, 4.5.4.1). */
    private static final Duration STAYS_PUBLISHED = Duration.ofDays(7);

    private final SendingDomains domains;
    private final KeyMaker maker;
    private final ServiceSenders senders;
    private final AuditTrail audit;
    private final SenderConfig config;
    private final InstantSource clock;

    KeepDomains(
            SendingDomains domains,
            KeyMaker maker,
            ServiceSenders senders,
            AuditTrail audit,
            SenderConfig config,
            InstantSource clock) {
        this.domains = domains;
        this.maker = maker;
        this.senders = senders;
        this.audit = audit;
        this.config = config;
        this.clock = clock;
    }

    /** The platform's own domain, with keys that are made when it is first asked for. */
    @Transactional
    SendingDomain platform() {
        var domain = config.platformDomain();
        return domains.find(domain).orElseGet(() -> withKeys(domain, null));
    }

    /**
     * Adds a domain with its first two keys; what is there already stays as it is.
     *
     * @throws fr.gouv.notifications.gateway.problem.Refused when it is another's, or there are too many
     */
    @Transactional
    SendingDomain add(String domain, String service, String actor) {
        if (DomainName.overlap(domain, config.platformDomain())) {
            throw taken(domain).refused();
        }
        var there = domains.find(domain);
        if (there.isPresent()) {
            if (there.get().isOf(service)) {
                return there.get();
            }
            throw taken(domain).refused();
        }
        if (domains.usableBy(service).stream().filter(it -> it.isOf(service)).count()
                >= config.mostDomains()) {
            throw Problem.of(
                            409,
                            "too-many-domains",
                            "There are too many domains",
                            "a service has at most "
                                    + config.mostDomains()
                                    + ": remove one that is not used any more")
                    .refused();
        }
        var added = withKeys(domain, service);
        if (!added.isOf(service)) {
            throw taken(domain).refused();
        }
        audit.note(actor, "domain-added", domain);
        return added;
    }

    /** The next key signs from now on, and another one is made to follow it. */
    @Transactional
    SendingDomain rotate(String domain, String actor) {
        var now = clock.instant();
        domains.locked(domain);
        domains.forgetRetired(domain, now.minus(STAYS_PUBLISHED));
        var selector = freeSelector(domain, List.of()).orElseThrow(KeepDomains::tooOften);
        domains.advance(domain, now);
        domains.addKey(domain, selector, KeyState.NEXT, maker.make(domain, selector), now);
        audit.note(actor, "signing-key-rotated", domain);
        return domains.find(domain).orElseThrow();
    }

    /** Removes a domain and destroys its keys: nothing is written in its name any more. */
    @Transactional
    void remove(String domain, String actor) {
        var writing = senders.writingAs(domain);
        if (!writing.isEmpty()) {
            throw Problem.of(
                            409,
                            "domain-in-use",
                            "The domain is in use",
                            String.join(", ", writing)
                                    + " writes in its name: set another sender first, with PUT"
                                    + " /v1/services/"
                                    + writing.getFirst()
                                    + "/sender")
                    .refused();
        }
        domains.remove(domain);
        audit.note(actor, "domain-removed", domain);
    }

    /** Two replicas that add it at once get the same one. */
    private SendingDomain withKeys(String domain, @Nullable String service) {
        var now = clock.instant();
        if (domains.add(domain, service, now)) {
            var first = freeSelector(domain, List.of()).orElseThrow(KeepDomains::tooOften);
            var second = freeSelector(domain, List.of(first)).orElseThrow(KeepDomains::tooOften);
            domains.addKey(domain, first, KeyState.CURRENT, maker.make(domain, first), now);
            domains.addKey(domain, second, KeyState.NEXT, maker.make(domain, second), now);
        }
        return domains.find(domain).orElseThrow();
    }

    private Optional<String> freeSelector(String domain, List<String> more) {
        var used = new ArrayList<>(more);
        domains.find(domain).stream()
                .flatMap(it -> it.keys().stream())
                .map(DomainKey::selector)
                .forEach(used::add);
        return SelectorPolicy.next(used, clock.instant());
    }

    private static Problem taken(String domain) {
        return Problem.of(
                409,
                "domain-taken",
                "The domain is taken",
                domain
                        + " belongs to the platform or to another service: choose a domain of your"
                        + " own, or ask those who run the platform");
    }

    private static RuntimeException tooOften() {
        return Problem.of(
                        409,
                        "rotated-too-often",
                        "The keys were rotated too often",
                        "a domain has at most 26 keys a month: wait until the retired ones are"
                                + " forgotten after 7 days")
                .refused();
    }
}
