package fr.gouv.notifications.dispatch.delivery;

import fr.gouv.notifications.contracts.Lane;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How many messages are worked on at once, and how long a worker may keep them. */
@ConfigMapping(prefix = "dispatch.delivery")
interface DeliveryConfig {

    /** One-time codes and single sends. */
    Express express();

    /** Batches and campaigns. */
    Bulk bulk();

    /** The lane of one-time codes and single sends. */
    interface Express extends LaneConfig {

        @Override
        @WithDefault("12")
        int senders();

        @Override
        @WithDefault("800")
        int capacity();

        @Override
        @WithDefault("200ms")
        Duration patience();
    }

    /** The lane of batches and campaigns. */
    interface Bulk extends LaneConfig {

        @Override
        @WithDefault("12")
        int senders();

        @Override
        @WithDefault("1500")
        int capacity();

        @Override
        @WithDefault("3s")
        Duration patience();
    }

    /** What both lanes have, each its own. */
    interface LaneConfig {

        /** Messages handed over at the same time; the relay's sessions must suffice for both lanes. */
        int senders();

        /** Leased messages in memory: some seconds of work, so that a crash leaves little behind. */
        int capacity();

        /** How long a batch waits for room before its rows are left to the claimer. */
        Duration patience();
    }

    /** Renewed at half time; a crashed worker's messages go on after this time. */
    @WithDefault("60s")
    Duration lease();

    /** How often due work is looked for when nothing announces it. */
    @WithDefault("500ms")
    Duration poll();

    /** How often expired leases, expired messages and ageing leases are looked for. */
    @WithDefault("5s")
    Duration sweep();

    /**
     * How long a cancellation is remembered whose plan has not come: longer than any topic keeps what
     * may still bring it.
     */
    @WithDefault("40d")
    Duration stopsKept();

    /** How long results are collected before they are written together. */
    @WithDefault("25ms")
    Duration linger();

    /** Results, claims and sweeps of one transaction. */
    @WithDefault("500")
    int batch();

    /** Failed connections in a row after which the breaker of a provider opens. */
    @WithDefault("3")
    int holdAfter();

    /** Longest pause between two probes of a provider that does not work. */
    @WithDefault("30s")
    Duration longestProbePause();

    /**
     * Longest wait at the end for messages that are being handed over; with what follows it, a stop
     * takes no longer than 25 s.
     */
    @WithDefault("15s")
    Duration farewell();

    default LaneConfig of(Lane lane) {
        return switch (lane) {
            case EXPRESS -> express();
            case BULK -> bulk();
        };
    }
}
