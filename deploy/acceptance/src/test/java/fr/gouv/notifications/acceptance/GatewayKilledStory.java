package fr.gouv.notifications.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.gouv.notifications.local.ApiClient;
import fr.gouv.notifications.local.Part;
import fr.gouv.notifications.local.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The gateway may die in the middle of a file, and once more: each row arrives once. */
@ExtendWith(Platform.class)
class GatewayKilledStory {

    private static final int ROWS = 20_000;
    private static final Duration LONG = Duration.ofMinutes(4);

    @Test
    void eachRowOfAFileArrivesOnceThoughTheGatewayIsKilled(Platform platform, @TempDir Path folder)
            throws IOException {
        var stack = platform.stack();
        var gateway = stack.part(Part.GATEWAY);
        var service = platform.newService("Mairie");
        service.publish("avis", "mandatory", "Avis", "Bonjour ((prénom)), un avis vous attend.");
        try (var relay = new SmtpSink()) {
            stack.relayTo("127.0.0.1", relay.port());
            stack.part(Part.DISPATCH).restart();

            var sent =
                    service.api()
                            .postFile(
                                    "/v1/batches",
                                    file(folder),
                                    Map.of("template", "avis", "start", "auto"));
            assertThat(sent.status()).as(sent.body().toString()).isEqualTo(201);
            var batch = "/v1/batches/" + sent.text("id");
            for (var killedAt : List.of(ROWS / 5, ROWS / 2)) {
                awaitAccepted(service, batch, killedAt);
                gateway.kill();
                gateway.start();
                assertThat(accepted(service.api().get(batch)))
                        .as("rows accepted when the gateway is there again")
                        .isBetween(killedAt, ROWS - 1);
            }
            await("the file goes on by itself")
                    .atMost(LONG)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> service.api().get(batch).text("status"), "done"::equals);

            assertThat(accepted(service.api().get(batch))).isEqualTo(ROWS);
            var notifications = notifications(service, batch);
            assertThat(notifications.values()).as("one for each row").doesNotHaveDuplicates();
            assertThat(notifications.keySet())
                    .as("the headings are row 1")
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.rangeClosed(2, ROWS + 1).boxed().toList());
            await("all arrive")
                    .atMost(LONG)
                    .pollInterval(Duration.ofMillis(500))
                    .until(
                            () ->
                                    notifications.values().stream()
                                            .allMatch(id -> relay.arrival(id).times() > 0));
            assertThat(relay.timesById())
                    .as("how often each notification of the file arrived, and nothing else did")
                    .isEqualTo(
                            notifications.values().stream()
                                    .collect(Collectors.toMap(id -> id, _ -> 1)));
            await("the file says so")
                    .atMost(LONG)
                    .pollInterval(Duration.ofMillis(500))
                    .until(
                            () ->
                                    service.api()
                                            .get(batch)
                                            .body()
                                            .path("outcome")
                                            .path("delivered")
                                            .asInt(),
                            delivered -> delivered == ROWS);
        } finally {
            stack.relayTo("127.0.0.1", stack.port(Port.SMTP));
            stack.part(Part.DISPATCH).restart();
        }
    }

    private static Path file(Path folder) throws IOException {
        return Files.write(
                folder.resolve("avis.csv"),
                IntStream.range(-1, ROWS)
                        .mapToObj(
                                n -> n < 0 ? "Courriel;Prénom" : "n" + n + "@fichier.test;Zoé " + n)
                        .toList());
    }

    private static void awaitAccepted(PublicService service, String batch, int rows) {
        await(rows + " rows are accepted")
                .atMost(LONG)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> accepted(service.api().get(batch)) >= rows);
    }

    private static int accepted(ApiClient.Answer batch) {
        return batch.body().path("progress").path("accepted").asInt();
    }

    /** Which row became which notification. */
    private static Map<Integer, String> notifications(PublicService service, String batch) {
        return service.api()
                .download(batch + "/rows.csv")
                .lines()
                .skip(1)
                .map(line -> line.split(";", -1))
                .collect(Collectors.toMap(cells -> Integer.valueOf(cells[0]), cells -> cells[1]));
    }
}
