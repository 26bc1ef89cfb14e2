package fr.gouv.notifications.dispatch.email;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Whether we sign e-mails, and how long signing keys are held in memory. */
@ConfigMapping(prefix = "dispatch.dkim")
interface DkimConfig {

    /** Off when the relay signs. */
    @WithDefault("true")
    boolean enabled();

    /** After this time a key is asked for again, while the one that is known is still used. */
    @WithDefault("2m")
    Duration refresh();

    /** How long a known key is used when the gateway cannot be asked. Its record stays published for longer. */
    @WithDefault("24h")
    Duration keptFor();

    /** How long the gateway is left in peace after it gave no key. */
    @WithDefault("5s")
    Duration pause();
}
