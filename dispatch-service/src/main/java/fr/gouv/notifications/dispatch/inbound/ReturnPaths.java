package fr.gouv.notifications.dispatch.inbound;

import fr.gouv.notifications.dispatch.inbound.ReturnPath.Attempt;
import fr.gouv.notifications.dispatch.inbound.ReturnPath.Purpose;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The addresses to which mail servers send our mails back, when somebody listens there. */
@ApplicationScoped
public class ReturnPaths {

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

    /** The envelope sender of this attempt; absent when no secret is set. */
    public @Nullable String bounce(Attempt attempt) {
        return paths == null ? null : paths.localPart(Purpose.BOUNCE, attempt) + "@" + domain;
    }

    /** The attempt about which something may be said to this address. */
    Optional<Attempt> attempt(String address) {
        var at = address.lastIndexOf('@');
        return paths == null || at < 0 || !address.substring(at + 1).equalsIgnoreCase(domain)
                ? Optional.empty()
                : paths.attempt(Purpose.BOUNCE, address.substring(0, at));
    }
}
