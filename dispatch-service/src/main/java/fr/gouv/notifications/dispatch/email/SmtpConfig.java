package fr.gouv.notifications.dispatch.email;

import io.smallrye.config.ConfigMapping;
import java.util.Map;

/** The relays to which e-mails are handed: the one that is always there, named {@code smtp}, and others. */
@ConfigMapping(prefix = "dispatch.smtp")
interface SmtpConfig extends RelayConfig {

    /** The domain of our senders and message ids. */
    String mailDomain();

    /** More relays by their names, beside the one above. */
    Map<String, RelayConfig> relays();
}
