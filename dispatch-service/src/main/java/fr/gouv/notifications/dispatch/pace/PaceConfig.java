package fr.gouv.notifications.dispatch.pace;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;

/** How fast mailbox providers are written to. */
@ConfigMapping(prefix = "dispatch.pace")
interface PaceConfig {

    /** Without it, everything leaves as fast as the relays take it. */
    @WithDefault("true")
    boolean enabled();

    /** A file in place of our own table of mailbox providers. */
    Optional<Path> table();

    /** The first day of a new domain or address; absent when mailbox providers know us. */
    Optional<LocalDate> warmUpFrom();

    /**
     * Who is asked for mail exchangers: {@code host} or {@code host:port}, {@code none} to ask nobody;
     * absent, whom this machine asks.
     */
    Optional<String> dnsResolver();
}
