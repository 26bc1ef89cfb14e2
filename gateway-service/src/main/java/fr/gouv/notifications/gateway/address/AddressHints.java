package fr.gouv.notifications.gateway.address;

import fr.gouv.notifications.gateway.address.AddressConfig.Doubts;
import fr.gouv.notifications.gateway.problem.Fault;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Doubts about addresses that can be used, as they are told to whoever sends. */
@ApplicationScoped
public class AddressHints {

    private final DomainHints domains = new DomainHints();
    private final MailDomains mailDomains;
    private final Doubts doubts;
    private final Doubts withoutMail;

    AddressHints(AddressConfig config, MailDomains mailDomains) {
        this.mailDomains = mailDomains;
        this.doubts = config.doubts();
        this.withoutMail = config.withoutMail();
    }

    /**
     * Learns what the DNS says of the domains of these addresses, in whatever form they were sent, for a bounded time:
     * what is not known then gives no doubt. At once when nobody is to be asked. Never fails, never blocks.
     */
    public Uni<Void> learn(Stream<String> addresses) {
        return withoutMail == Doubts.IGNORE ? Uni.createFrom().voidItem() : learnAnyway(addresses);
    }

    /** As {@link #learn}, for messages whose doubts nobody reads: only where a doubt is a refusal. */
    public Uni<Void> learnRefusals(Stream<String> addresses) {
        return withoutMail == Doubts.REFUSE ? learnAnyway(addresses) : Uni.createFrom().voidItem();
    }

    /** As {@link #learn}, whatever is done with a doubt elsewhere. */
    Uni<Void> learnAnyway(Stream<String> addresses) {
        if (!mailDomains.isOn()) {
            return Uni.createFrom().voidItem();
        }
        var asked = new LinkedHashSet<String>();
        addresses.forEach(
                address -> {
                    if (EmailAddress.check("email", address) instanceof Checked.Usable(var usable)
                            && !domains.isKnown(domainOf(usable))) {
                        asked.add(domainOf(usable));
                    }
                });
        return mailDomains.lookUp(asked);
    }

    /**
     * The doubts about an address in its usual form; none without an address. Asks nobody, never blocks.
     *
     * @param faults gets what is refused for a doubt, where doubts are refused
     */
    public List<AddressHint> about(String field, @Nullable String address, List<Fault> faults) {
        if (address == null) {
            return List.of();
        }
        var hints = new ArrayList<AddressHint>();
        sort(ofName(field, address), doubts, hints, faults);
        sort(ofMail(field, address), withoutMail, hints, faults);
        return List.copyOf(hints);
    }

    /** The doubts about an address in its usual form, whatever is done with them elsewhere. */
    List<AddressHint> told(String field, String address) {
        var hints = new ArrayList<AddressHint>();
        ofName(field, address).ifPresent(hints::add);
        ofMail(field, address).ifPresent(hints::add);
        return List.copyOf(hints);
    }

    private Optional<AddressHint> ofName(String field, String address) {
        return domains.about(field, domainOf(address));
    }

    private Optional<AddressHint> ofMail(String field, String address) {
        var domain = domainOf(address);
        return switch (mailDomains.of(domain)) {
            case NULL_MX -> withoutMail(field, domain, "déclare ne recevoir aucun e-mail");
            case NO_SUCH_DOMAIN -> withoutMail(field, domain, "n'existe pas");
            case NO_MAIL_SERVER -> withoutMail(field, domain, "ne reçoit pas d'e-mails");
            case TAKES_MAIL, UNKNOWN -> Optional.empty();
        };
    }

    private static Optional<AddressHint> withoutMail(String field, String domain, String finding) {
        return Optional.of(
                new AddressHint(
                        field,
                        "domain-without-mail",
                        "« " + domain + " » " + finding + " : l'adresse est-elle juste ?",
                        null));
    }

    private static void sort(
            Optional<AddressHint> doubt, Doubts wish, List<AddressHint> hints, List<Fault> faults) {
        if (doubt.isEmpty()) {
            return;
        }
        switch (wish) {
            case TELL -> hints.add(doubt.get());
            case REFUSE -> faults.add(refusal(doubt.get()));
            case IGNORE -> {}
        }
    }

    private static String domainOf(String address) {
        return address.substring(address.lastIndexOf('@') + 1);
    }

    private static Fault refusal(AddressHint hint) {
        var meant = hint.suggestion();
        if (meant != null) {
            return new Fault(
                    hint.field(),
                    hint.code(),
                    "is in a domain that looks like a mistyped " + meant,
                    "ask whether " + meant + " was meant");
        }
        return hint.code().equals("domain-without-mail")
                ? new Fault(
                        hint.field(),
                        hint.code(),
                        "is in a domain that takes no mail, as its DNS says",
                        "check what stands after the @")
                : new Fault(
                        hint.field(),
                        hint.code(),
                        "is in a domain whose mailboxes vanish within hours",
                        "ask for a lasting address");
    }
}
