package fr.gouv.notifications.preferences.routing;

import fr.gouv.notifications.contracts.Channel;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Set;

/** What this platform can do. */
@ConfigMapping(prefix = "preferences.routing")
interface RoutingConfig {

    /** Channels that dispatch has a provider for; a plan names no other. */
    @WithDefault("email")
    Set<Channel> offered();

    /** Longest wait for the broker's acknowledgement of one batch; then the batch is tried again. */
    @WithDefault("30s")
    Duration patience();
}
