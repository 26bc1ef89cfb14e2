package fr.gouv.notifications.dispatch.email;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** One relay to which e-mails are handed, and the limits of our sessions with it. */
interface RelayConfig {

    String host();

    int port();

    /** How the connection is protected. */
    Protection tls();

    /**
     * A file with the certificates (PEM) of those who may vouch for this relay; without it, those whom
     * Java trusts.
     */
    Optional<Path> trust();

    /** Absent when the relay knows us by our address. */
    Optional<String> user();

    Optional<String> password();

    /** What an accepting answer of this relay proves. */
    Evidence evidence();

    /** The name we greet with: fully qualified, and the reverse name of our address. */
    String ehlo();

    /** Its share of the messages, compared with the other relays; 0 takes what no other can. */
    @WithDefault("1")
    int weight();

    /** One for each sender of both lanes. More than it allows are refused by the relay. */
    @WithDefault("24")
    int maxSessions();

    /** Relays close a session after 100 messages or so; we leave first. */
    @WithDefault("100")
    int maxMessagesPerSession();

    /** Shorter than the relay's own time-out (Postfix: 300 s), so that we never meet a closed door. */
    @WithDefault("45s")
    Duration idle();

    @WithDefault("10s")
    Duration connectTimeout();

    /** Longest wait for one answer. */
    @WithDefault("30s")
    Duration readTimeout();

    @WithDefault("30s")
    Duration writeTimeout();

    /** How the connection to a relay is protected. */
    enum Protection {
        /** In clear: on one machine only. */
        NONE,
        /** Starts in clear and must change to TLS before anything is said. */
        STARTTLS,
        /** TLS from the first byte. */
        TLS
    }

    /** What {@code 250} means. */
    enum Evidence {
        /** The relay is the final mailbox server: delivered. */
        HANDOVER,
        /** A delivery report will tell. */
        DSN,
        /** No bounce within three days will tell. */
        SILENCE
    }
}
