package fr.gouv.notifications.gateway.address;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** What to do with addresses that can be doubted. */
@ConfigMapping(prefix = "gateway.address")
interface AddressConfig {

    /** With a domain that is probably mistyped, or whose mailboxes vanish. */
    @WithDefault("tell")
    Doubts doubts();

    /** With a domain that takes no mail, as the DNS says. */
    @WithDefault("tell")
    Doubts withoutMail();

    /** Who is asked which domains take mail: {@code host} or {@code host:port}; nobody without or with {@code none}. */
    Optional<String> resolver();

    /** Longest time for which a submission waits for the DNS. */
    @WithDefault("300ms")
    Duration patience();

    /** What to do with a doubt. */
    enum Doubts {
        /** In the answer to a message that was accepted. */
        TELL,
        /** By a refusal. */
        REFUSE,
        /** Nothing. */
        IGNORE
    }
}
