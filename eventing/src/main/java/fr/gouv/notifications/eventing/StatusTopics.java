package fr.gouv.notifications.eventing;

import fr.gouv.notifications.contracts.Topics;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/**
 * Which public services have a status topic, by the broker's own list: writing to a topic that is not
 * there would look like a broker that is away, and make everybody else wait.
 */
@ApplicationScoped
public class StatusTopics {

    /** How long a topic that was taken away may still be thought to be there. */
    private static final Duration FRESH = Duration.ofMinutes(1);

    private static final Duration RECENT = Duration.ofSeconds(5);
    private static final Pattern STATUS =
            Pattern.compile(Pattern.quote(Topics.statusOf("?")).replace("?", "\\E(.+)\\Q"));
    private static final int PATIENCE = 8000;

    private final Map<String, Object> broker;
    private final InstantSource clock;
    private Instant listedAt = Instant.MIN;
    private Set<String> names = Set.of();

    StatusTopics(
            @Identifier("default-kafka-broker") Map<String, Object> broker, InstantSource clock) {
        this.broker = broker;
        this.clock = clock;
    }

    /**
     * Whether the topic is there now.
     *
     * @throws Unavailable when the broker does not say
     */
    public synchronized boolean exists(String service) {
        var name = Topics.statusOf(service);
        if (!names.contains(name) || listedAt.isBefore(clock.instant().minus(FRESH))) {
            refresh();
        }
        return names.contains(name);
    }

    /**
     * The public services that have one, as of a few seconds ago.
     *
     * @throws Unavailable when the broker does not say
     */
    public synchronized Set<String> services() {
        if (listedAt.isBefore(clock.instant().minus(RECENT))) {
            refresh();
        }
        return names.stream()
                .map(STATUS::matcher)
                .filter(Matcher::matches)
                .map(name -> name.group(1))
                .collect(Collectors.toUnmodifiableSet());
    }

    private void refresh() {
        try (var admin = Admin.create(settings())) {
            names = Set.copyOf(admin.listTopics().names().get(PATIENCE, TimeUnit.MILLISECONDS));
            listedAt = clock.instant();
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new Unavailable("the list of topics", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("the list of topics", e);
        }
    }

    private Map<String, Object> settings() {
        var settings = new HashMap<String, Object>();
        broker.forEach(
                (name, value) -> {
                    if (AdminClientConfig.configNames().contains(name)) {
                        settings.put(name, value);
                    }
                });
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE / 2);
        return settings;
    }
}
