package fr.gouv.notifications.gateway.kafkadoor;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a service needs to use its topics; shown once, kept nowhere.
 *
 * @param groupPrefix with which the names of the service's consumer groups must begin
 */
@Schema(name = "KafkaCredentials")
public record KafkaCredentials(
        @Schema(examples = "kafka.notifications.example:9093") String bootstrapServers,
        @Schema(examples = "SASL_SSL") String securityProtocol,
        @Schema(examples = "SCRAM-SHA-512") String saslMechanism,
        @Schema(examples = "service-caf-92") String username,
        @Schema(examples = "shown once") String password,
        @Schema(examples = "intake.caf-92.v1") String intakeTopic,
        @Schema(examples = "status.caf-92.v1") String statusTopic,
        @Schema(examples = "service-caf-92.") String groupPrefix) {

    /** Says nothing of the secret. */
    @Override
    public String toString() {
        return "KafkaCredentials[" + username + "]";
    }
}
