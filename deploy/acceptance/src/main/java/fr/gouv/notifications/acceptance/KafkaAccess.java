package fr.gouv.notifications.acceptance;

import fr.gouv.notifications.local.ApiClient;
import fr.gouv.notifications.local.LocalStack;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.StringSerializer;

/** A service's own topics on the broker and its account there, as the administrator hands them out. */
public final class KafkaAccess {

    private final ApiClient.Answer credentials;

    private KafkaAccess(ApiClient.Answer credentials) {
        this.credentials = credentials;
    }

    /** Asks for an account of that service: an earlier one is no longer good. */
    public static KafkaAccess of(LocalStack stack, String slug) {
        var answer =
                new ApiClient(stack.apiUrl(), stack::adminToken)
                        .post("/v1/services/%s/kafka-credentials".formatted(slug), Map.of());
        if (answer.status() != 201) {
            throw new IllegalStateException("the door was not opened: " + answer.body());
        }
        return new KafkaAccess(answer);
    }

    /** Where the service publishes what it wants to be sent. */
    public String intakeTopic() {
        return credentials.text("intakeTopic");
    }

    /** Settings of a producer of texts that loses nothing. */
    public Map<String, Object> producer() {
        var settings = new HashMap<String, Object>();
        settings.put("bootstrap.servers", credentials.text("bootstrapServers"));
        settings.put("security.protocol", credentials.text("securityProtocol"));
        settings.put("sasl.mechanism", credentials.text("saslMechanism"));
        settings.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                        .formatted(credentials.text("username"), credentials.text("password")));
        settings.put("key.serializer", StringSerializer.class.getName());
        settings.put("value.serializer", StringSerializer.class.getName());
        settings.put("acks", "all");
        return settings;
    }
}
