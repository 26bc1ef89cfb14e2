package fr.gouv.notifications.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import fr.gouv.notifications.local.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * No log of any service holds an address, a name or a word of a message. Ordered last, so that it
 * reads what all stories left behind; it also sends what it needs to mean something alone.
 */
@ExtendWith(Platform.class)
@Order(Integer.MAX_VALUE)
class SilentLogsStory {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Every story that uses such words writes them with this syllable inside. */
    private static final List<String> SEEDED =
            List.of("seedmartin", "seedfamily", "seedwidow", "seedref", "seedword", "exemple.test");

    @Test
    void theLogsHoldNoneOfTheSeededWords(Platform platform) throws IOException {
        var service = platform.newService("Caisse");
        service.publish("avis", "mandatory", "Avis seedword", "Bonjour ((nom)), seedword.");
        platform.stack()
                .mail()
                .refuse(
                        "log.seedwidow@exemple.test",
                        "550 5.1.1 log.seedwidow@exemple.test unknown");
        platform.stack()
                .mail()
                .refuse(
                        "lent.seedfamily@ailleurs.exemple.test",
                        "450 4.2.1 seedfamily is greylisted");
        var sent = service.send("avis", "log.seedmartin@exemple.test", Map.of("nom", "seedmartin"));
        var refused =
                service.send("avis", "log.seedwidow@exemple.test", Map.of("nom", "seedwidow"));
        service.send("avis", "lent.seedfamily@ailleurs.exemple.test", Map.of("nom", "seedfamily"));
        service.api()
                .post("/v1/notifications", "{\"to\":{\"email\":\"log.seedmartin@exemple.test\"");
        service.api().put("/v1/opt-outs", Map.of("email", "log seedmartin@exemple.test"));
        service.api().put("/v1/opt-outs", Map.of("email", "log.seedmartin@exemple.test"));
        service.api().put("/v1/citizens/seedref", Map.of("email", "log.seedmartin@exemple.test"));
        service.api().get("/v1/notifications?reference=seedref");
        platform.awaitStatus(service, sent, "delivered");
        platform.awaitStatus(service, refused, "undeliverable");

        var leaks = new ArrayList<String>();
        var read = 0;
        for (var part : Part.services()) {
            for (var line : log(platform, part)) {
                read++;
                if (SEEDED.stream().anyMatch(line::contains)) {
                    leaks.add(part.label() + ": " + line);
                }
            }
        }

        assertThat(read).as("lines that were read").isPositive();
        assertThat(leaks).isEmpty();
    }

    /** What an operator searches for stands in fields, not in sentences. */
    @Test
    void everyLineOnANotificationHasItsFields(Platform platform) {
        var service = platform.newService("Caisse");
        service.publish("avis", "mandatory", "Avis", "Un avis vous attend.");
        platform.stack().mail().refuse("champs@exemple.test", "550 5.1.1 unknown");

        var id = service.send("avis", "champs@exemple.test", Map.of());
        platform.awaitStatus(service, id, "undeliverable");

        var ofDispatch = awaitFields(platform, Part.DISPATCH, id);
        assertThat(ofDispatch)
                .containsEntry("notification", id)
                .containsEntry("service", service.slug())
                .containsEntry("channel", "email")
                .containsEntry("attempt", "1")
                .containsEntry("reason", "address-unknown");
        var ofTracking = awaitFields(platform, Part.TRACKING, id);
        assertThat(ofTracking)
                .containsEntry("notification", id)
                .containsEntry("service", service.slug())
                .containsEntry("channel", "email")
                .containsEntry("reason", "address-unknown");
    }

    /** The fields of the first line about that notification. */
    private static Map<String, String> awaitFields(Platform platform, Part part, String id) {
        return await("a line about " + id)
                .atMost(Platform.LONG)
                .until(
                        () ->
                                log(platform, part).stream()
                                        .filter(line -> line.contains(id))
                                        .map(SilentLogsStory::fields)
                                        .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static Map<String, String> fields(String line) {
        try {
            return JSON.convertValue(
                    JSON.readTree(line).path("mdc"), new TypeReference<Map<String, String>>() {});
        } catch (JsonProcessingException e) {
            throw new AssertionError("not one JSON object a line: " + line, e);
        }
    }

    /** All lines of a service since the stack began, those of earlier processes too. */
    private static List<String> log(Platform platform, Part part) throws IOException {
        var log = platform.stack().part(part).log();
        var lines = new ArrayList<String>();
        try (var folder = Files.list(log.getParent())) {
            for (var file :
                    folder.filter(path -> path.getFileName().toString().startsWith(part.label()))
                            .toList()) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        return lines;
    }
}
