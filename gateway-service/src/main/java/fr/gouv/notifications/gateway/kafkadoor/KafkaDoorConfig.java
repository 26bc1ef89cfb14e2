package fr.gouv.notifications.gateway.kafkadoor;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the doors of services on the broker come to be. */
@ConfigMapping(prefix = "gateway.kafka-door")
interface KafkaDoorConfig {

    /** Who makes them: the gateway by the broker's own administration, or somebody else. */
    @WithDefault("broker-admin")
    Provisioning provisioner();

    /** Where services find the broker: not always where the gateway finds it. */
    String bootstrapServers();

    /** How services speak to it. */
    String securityProtocol();

    /** How many readers of one service can share the work; the order is kept inside one. */
    @WithDefault("3")
    int partitions();

    /** The gateway reads at once; what waits here is in clear, so it does not wait long. */
    @WithDefault("1d")
    Duration intakeRetention();

    @WithDefault("7d")
    Duration statusRetention();

    /** Largest batch of records that the broker takes; on intake topics, as it is uncompressed. */
    @WithDefault("1048576")
    int maxMessageBytes();

    /** Longest wait for one answer of the broker's administration. */
    @WithDefault("8s")
    Duration patience();

    /** Who makes the doors. */
    enum Provisioning {
        /** The gateway, whose broker user may create topics, users and rights. */
        BROKER_ADMIN,
        /** The platform team, for example with KafkaUser and KafkaTopic resources of Strimzi. */
        NONE
    }
}
