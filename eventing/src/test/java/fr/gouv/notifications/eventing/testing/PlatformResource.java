package fr.gouv.notifications.eventing.testing;

import fr.gouv.notifications.contracts.Topics;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.smallrye.reactive.messaging.kafka.companion.test.EmbeddedKafkaBroker;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL and a real Kafka broker on free ports for the tests of one module, with all the
 * platform's topics; the service under test finds them by the environment names that production uses.
 */
public class PlatformResource implements QuarkusTestResourceLifecycleManager {

    private static final List<String> SERVICES =
            List.of("gateway", "preferences", "dispatch", "tracking", "eventing");

    private @Nullable EmbeddedPostgres postgres;
    private @Nullable EmbeddedKafkaBroker broker;

    @Override
    public Map<String, String> start() {
        try {
            var database = EmbeddedPostgres.builder().start();
            postgres = database;
            var kafka =
                    new EmbeddedKafkaBroker()
                            .withNodeId(1)
                            .withAdditionalProperties(PlatformResource::asInProduction)
                            .withDeleteLogDirsOnClose(true)
                            .start();
            broker = kafka;
            createTopics(kafka.getAdvertisedListeners());
            return Map.of(
                    "DB_URL", database.getJdbcUrl("postgres", "postgres"),
                    "DB_USER", "postgres",
                    "DB_PASSWORD", "postgres",
                    "KAFKA_BOOTSTRAP", kafka.getAdvertisedListeners(),
                    "KAFKA_SECURITY_PROTOCOL", "PLAINTEXT",
                    // The parts under the test are not what it is about.
                    "quarkus.log.category.\"org.apache.kafka\".level", "WARN",
                    "quarkus.log.category.\"kafka\".level", "WARN",
                    "quarkus.log.category.\"state.change.logger\".level", "WARN",
                    "quarkus.log.category.\"io.zonky\".level", "WARN");
        } catch (IOException e) {
            throw new UncheckedIOException("the test database did not start", e);
        }
    }

    /** Rights are kept, as in production; tests, which nobody logs in, may do everything. */
    private static void asInProduction(Properties settings) {
        settings.put("auto.create.topics.enable", "false");
        settings.put(
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.put("super.users", "User:ANONYMOUS");
    }

    private static void createTopics(String bootstrap) {
        Map<String, Object> settings =
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        var names =
                Stream.concat(
                        Stream.of(
                                Topics.SCHEDULED,
                                Topics.REQUESTED_EXPRESS,
                                Topics.REQUESTED_BULK,
                                Topics.CANCELLED,
                                Topics.ROUTED_EXPRESS,
                                Topics.ROUTED_BULK,
                                Topics.DECLINED,
                                Topics.DELIVERY_REPORTED,
                                Topics.CITIZEN_RESPONDED,
                                Topics.OVERDUE,
                                Topics.ERASURE_ORDERED,
                                Topics.OPERATION_ORDERED,
                                Topics.BREAKER_CHANGED,
                                Topics.FLOW_CHANGED,
                                Topics.DOMAIN_REPORTED),
                        SERVICES.stream().map(Topics::deadLettersOf));
        try (var admin = Admin.create(settings)) {
            admin.createTopics(names.map(name -> new NewTopic(name, 2, (short) 1)).toList())
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the test broker refused a topic", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void stop() {
        if (broker != null) {
            broker.close();
        }
        if (postgres != null) {
            try {
                postgres.close();
            } catch (IOException e) {
                throw new UncheckedIOException("the test database did not stop", e);
            }
        }
    }
}
