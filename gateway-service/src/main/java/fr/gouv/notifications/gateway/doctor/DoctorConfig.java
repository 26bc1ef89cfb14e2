package fr.gouv.notifications.gateway.doctor;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Whom the doctor asks, and what the platform itself looks like from outside. */
@ConfigMapping(prefix = "gateway.doctor")
public interface DoctorConfig {

    /** {@code host} or {@code host:port}; that of the machine without; {@code none} examines nothing. */
    Optional<String> resolver();

    /** Where bounces go. */
    String returnPathDomain();

    /** The public addresses of our relays. */
    Optional<List<String>> relays();

    /** Longest examination of one domain. */
    @WithDefault("40s")
    Duration patience();

    /** How long a green domain is believed. */
    @WithDefault("24h")
    Duration every();

    /** When a domain is looked at again that is not green. */
    @WithDefault("1h")
    Duration soon();

    /** Pause between two looks for domains that are due. */
    @WithDefault("1m")
    Duration look();
}
