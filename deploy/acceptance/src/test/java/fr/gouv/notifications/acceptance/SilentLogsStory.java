package fr.gouv.notifications.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.local.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
                .refuse("lent.seedfamily@exemple.test", "450 4.2.1 seedfamily is greylisted");
        var sent = service.send("avis", "log.seedmartin@exemple.test", Map.of("nom", "seedmartin"));
        var refused =
                service.send("avis", "log.seedwidow@exemple.test", Map.of("nom", "seedwidow"));
        service.send("avis", "lent.seedfamily@exemple.test", Map.of("nom", "seedfamily"));
        service.api()
                .post("/v1/notifications", "{\"to\":{\"email\":\"log.seedmartin@exemple.test\"");
        service.api().put("/v1/opt-outs", Map.of("email", "log seedmartin@exemple.test"));
        service.api().get("/v1/notifications?reference=seedref");
        platform.awaitStatus(service, sent, "delivered");
        platform.awaitStatus(service, refused, "undeliverable");

        var leaks = new ArrayList<String>();
        var read = 0;
        for (var part : Part.services()) {
            var log = platform.stack().part(part).log();
            try (var folder = Files.list(log.getParent())) {
                for (var file :
                        folder.filter(
                                        path ->
                                                path.getFileName()
                                                        .toString()
                                                        .startsWith(part.label()))
                                .toList()) {
                    for (var line : Files.readAllLines(file)) {
                        read++;
                        if (SEEDED.stream().anyMatch(line::contains)) {
                            leaks.add(part.label() + ": " + line);
                        }
                    }
                }
            }
        }

        assertThat(read).as("lines that were read").isPositive();
        assertThat(leaks).isEmpty();
    }
}
