package fr.gouv.notifications.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a service cancels in time never arrives; what it cancels too late stays what it is. */
@ExtendWith(Platform.class)
class CancelledStory {

    @Test
    void aMailThatWaitsForTheRelayIsCancelledAndNeverArrives(Platform platform) {
        var service = platform.newService("Caisse");
        service.publish("avis", "mandatory", "Avis", "Un avis vous attend.");
        var address = "annule@exemple.test";

        platform.stack().mail().stop();
        String id;
        try {
            id = service.send("avis", address, Map.of());
            await("the deferral is told")
                    .atMost(Platform.LONG)
                    .until(
                            () -> service.read(id),
                            read -> Platform.events(read).contains("deferred"));
            var answer = service.api().delete("/v1/notifications/" + id);
            assertThat(answer.status()).isIn(200, 202);
            assertThat(answer.text("result")).isIn("stopped", "requested");
            var cancelled = platform.awaitStatus(service, id, "cancelled");
            assertThat(cancelled.body().path("final").asBoolean()).isTrue();
        } finally {
            platform.stack().mail().start();
        }

        // One that was asked for later has passed: the first had every chance to leave.
        var next = service.send("avis", "suivant@exemple.test", Map.of());
        platform.awaitStatus(service, next, "delivered");
        assertThat(platform.mailsTo(address)).isZero();
        assertThat(service.read(id).text("status")).isEqualTo("cancelled");
    }

    @Test
    void aMailThatHasArrivedStaysDelivered(Platform platform) {
        var service = platform.newService("Caisse");
        service.publish("avis", "mandatory", "Avis", "Un avis vous attend.");
        var id = service.send("avis", "arrive@exemple.test", Map.of());
        platform.awaitStatus(service, id, "delivered");

        var answer = service.api().delete("/v1/notifications/" + id);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("result")).isEqualTo("too-late");
        assertThat(answer.text("status")).isEqualTo("delivered");
        assertThat(service.read(id).text("status")).isEqualTo("delivered");
        assertThat(platform.mailsTo("arrive@exemple.test")).isEqualTo(1);
    }
}
