package fr.gouv.notifications.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.gouv.notifications.local.ApiClient;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An administrator holds what a public service sends, and lets it go on. */
@ExtendWith(Platform.class)
class PausedStory {

    @Test
    void whatIsPausedWaitsAndThenArrivesOnce(Platform platform) {
        var service = platform.newService("Caisse");
        service.publish("avis", "mandatory", "Avis", "Un avis vous attend.");
        platform.awaitStatus(
                service, service.send("avis", "avant@pause.test", Map.of()), "delivered");
        var other = platform.newService("Mairie");
        other.publish("avis", "mandatory", "Avis", "Un avis vous attend.");
        var admin = new ApiClient(platform.stack().apiUrl(), platform.stack()::adminToken);
        var pause = "/v1/operations/pauses/service/" + service.slug();
        var why = Map.of("reason", "the story pauses it");

        assertThat(admin.put(pause, why).text("state")).isEqualTo("paused");
        await("dispatch knows of the pause").pollDelay(Duration.ofSeconds(3)).until(() -> true);
        var held = service.send("avis", "pendant@pause.test", Map.of());
        platform.awaitStatus(
                other, other.send("avis", "ailleurs@pause.test", Map.of()), "delivered");

        assertThat(platform.awaitStatus(service, held, "in-progress").status()).isEqualTo(200);
        assertThat(platform.mailsTo("pendant@pause.test")).isZero();
        assertThat(admin.get("/v1/operations").body().at("/pauses/0/name").asText())
                .isEqualTo(service.slug());

        assertThat(admin.delete(pause, why).text("state")).isEqualTo("running");

        platform.awaitStatus(service, held, "delivered");
        assertThat(platform.mailsTo("pendant@pause.test")).isEqualTo(1);
    }
}
