package fr.gouv.notifications.gateway.schedule;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How notifications leave the schedule. */
@ConfigMapping(prefix = "gateway.schedule")
interface ScheduleConfig {

    /** Notifications that leave together: of 100 000 that are due at once, a few at a time. */
    @WithDefault("200")
    int batch();

    /** How long to sleep when nothing is due. */
    @WithDefault("1s")
    Duration idle();

    /** Longest wait for the broker's acknowledgement of one batch. */
    @WithDefault("10s")
    Duration patience();

    /** After which another replica takes over what a crashed one had taken; above patience. */
    @WithDefault("60s")
    Duration lease();

    /** How long to wait with what the broker did not take. */
    @WithDefault("5s")
    Duration pause();

    /**
     * How long it is remembered that a notification has left or was stopped; as long as tracking may
     * not have heard of it.
     */
    @WithDefault("8d")
    Duration keptFor();
}
