package fr.gouv.notifications.dispatch.reputation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** From when on a public service endangers the reputation of all; counted over 24 hours. */
@ConfigMapping(prefix = "dispatch.reputation")
public interface ReputationConfig {

    /** Without it, it is counted and nothing follows. */
    @WithDefault("true")
    boolean enabled();

    /** Fewer e-mails say little about a rate. */
    @WithDefault("200")
    long fewestMessages();

    /** Fewer complaints may be one person's. */
    @WithDefault("3")
    long fewestComplaints();

    /** Part of dead addresses from which on somebody should look. */
    @WithDefault("0.05")
    double bouncesWatched();

    /** Part of dead addresses from which on what the service sends in bulk is held. */
    @WithDefault("0.10")
    double bouncesHeld();

    /** Part of complaints from which on somebody should look. */
    @WithDefault("0.001")
    double complaintsWatched();

    /** Part of complaints from which on what the service sends in bulk is held. */
    @WithDefault("0.003")
    double complaintsHeld();
}
