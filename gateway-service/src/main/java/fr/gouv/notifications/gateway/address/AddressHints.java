package fr.gouv.notifications.gateway.address;

import fr.gouv.notifications.gateway.problem.Fault;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Doubts about addresses that can be used, as they are told to whoever sends. Asks nobody, never blocks. */
@ApplicationScoped
public class AddressHints {

    private final DomainHints domains = new DomainHints();
    private final Doubts doubts;

    AddressHints(Config config) {
        this.doubts = config.doubts();
    }

    /** What to do with a doubt. */
    @ConfigMapping(prefix = "gateway.address")
    interface Config {

        @WithDefault("tell")
        Doubts doubts();
    }

    /** What to do with a doubt. */
    enum Doubts {
        /** In the answer to a message that was accepted. */
        TELL,
        /** By a refusal. */
        REFUSE,
        /** Nothing. */
        IGNORE
    }

    /**
     * The doubts about an address in its usual form; none without an address.
     *
     * @param faults gets what is refused for a doubt, where doubts are refused
     */
    public List<AddressHint> about(String field, @Nullable String address, List<Fault> faults) {
        if (address == null || doubts == Doubts.IGNORE) {
            return List.of();
        }
        var hints = told(field, address);
        if (doubts == Doubts.REFUSE) {
            hints.stream().map(AddressHints::refusal).forEach(faults::add);
        }
        return hints;
    }

    /** The doubts about an address in its usual form, whatever is done with them elsewhere. */
    List<AddressHint> told(String field, String address) {
        return domains.about(field, address.substring(address.lastIndexOf('@') + 1)).stream()
                .toList();
    }

    private static Fault refusal(AddressHint hint) {
        var meant = hint.suggestion();
        return new Fault(
                hint.field(),
                hint.code(),
                meant == null
                        ? "is in a domain whose mailboxes vanish within hours"
                        : "is in a domain that looks like a mistyped " + meant,
                meant == null
                        ? "ask for a lasting address"
                        : "ask whether " + meant + " was meant");
    }
}
