package fr.gouv.notifications.dispatch.inbound;

import fr.gouv.notifications.dispatch.inbound.ReturnPath.Attempt;
import fr.gouv.notifications.dispatch.inbound.ReturnPath.Purpose;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The addresses to which mail servers send our mails back, when somebody listens there. */
@ApplicationScoped
public class ReturnPaths {

    /** The local part that is registered with mailbox providers that know one address only. */
    private static final String COMPLAINTS = "complaint";

    private final String domain;
    private final @Nullable ReturnPath paths;

    ReturnPaths(InboundConfig config) throws IOException {
        this.domain = config.domain();
        this.paths =
                config.secretFile().isPresent()
                        ? new ReturnPath(
                                Base64.getDecoder()
                                        .decode(
                                                Files.readString(config.secretFile().get())
                                                        .strip()))
                        : null;
    }

    /** The addresses of this attempt; absent when no secret is set. */
    public @Nullable WaysBack of(Attempt attempt) {
        return paths == null
                ? null
                : new WaysBack(
                        address(paths, Purpose.BOUNCE, attempt),
                        address(paths, Purpose.COMPLAINT, attempt),
                        attempt.envelopeId());
    }

    private String address(ReturnPath signing, Purpose purpose, Attempt attempt) {
        return signing.localPart(purpose, attempt) + "@" + domain;
    }

    /** What a signed address is good for. */
    record Named(Purpose purpose, Attempt attempt) {}

    /** The attempt about which something may be said to this address. */
    Optional<Named> named(String address) {
        var signing = paths;
        if (signing == null || !isOurs(address)) {
            return Optional.empty();
        }
        var localPart = address.substring(0, address.lastIndexOf('@'));
        return Stream.of(Purpose.BOUNCE, Purpose.COMPLAINT)
                .flatMap(
                        purpose ->
                                signing
                                        .attempt(purpose, localPart)
                                        .map(attempt -> new Named(purpose, attempt))
                                        .stream())
                .findFirst();
    }

    /** Whether mailbox providers bring complaints to it that quote the signed address in their content. */
    boolean takesAllComplaints(String address) {
        return paths != null
                && isOurs(address)
                && address.substring(0, address.lastIndexOf('@')).equalsIgnoreCase(COMPLAINTS);
    }

    private boolean isOurs(String address) {
        var at = address.lastIndexOf('@');
        return at > 0 && address.substring(at + 1).equalsIgnoreCase(domain);
    }
}
