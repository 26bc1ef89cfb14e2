package fr.gouv.notifications.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.gouv.notifications.local.Port;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An e-mail that was delivered comes back: the truth is told, and the dead address is left alone. */
@ExtendWith(Platform.class)
class BounceStory {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String SEARCH = "/v1/suppressions/search";

    @Test
    void whatComesBackWasNotDeliveredAndNothingMoreIsSentThere(Platform platform) {
        var service = platform.newService("Mairie");
        service.publish("avis", "mandatory", "Avis", "Un avis vous attend.");
        var address = "simulate-bounce@rendu.test";

        var first = service.send("avis", address, Map.of());

        var back = platform.awaitStatus(service, first, "undeliverable");
        assertThat(back.text("reason")).isEqualTo("address-unknown");
        assertThat(platform.mailsTo(address)).isEqualTo(1);

        var known =
                await().atMost(SOON)
                        .until(
                                () -> service.api().post(SEARCH, Map.of("email", address)).body(),
                                found -> !found.path("items").isEmpty())
                        .path("items")
                        .path(0);
        assertThat(known.path("rule").asText()).isEqualTo("hard");
        assertThat(known.path("notification").asText()).isEqualTo(first);
        var second = service.send("avis", address, Map.of());
        var held = platform.awaitStatus(service, second, "suppressed");
        assertThat(held.text("reason")).isEqualTo("suppressed-address");
        assertThat(platform.mailsTo(address)).isEqualTo(1);

        var lifted =
                service.api()
                        .post(
                                "/v1/suppressions/lifts",
                                Map.of(
                                        "email",
                                        address,
                                        "reason",
                                        "ticket 4211: seen at the counter"));
        assertThat(lifted.body().path("items").path(0).path("blocks").asBoolean()).isFalse();
        platform.awaitStatus(service, service.send("avis", address, Map.of()), "undeliverable");
        assertThat(platform.mailsTo(address)).isEqualTo(2);
    }

    @Test
    void whatExpiredInAQueueWasNotDeliveredAndTheAddressStaysGood(Platform platform) {
        var service = platform.newService("Mairie");
        service.publish("avis", "mandatory", "Avis", "Un avis vous attend.");
        var address = "simulate-expired@rendu.test";

        var back =
                platform.awaitStatus(
                        service, service.send("avis", address, Map.of()), "undeliverable");
        assertThat(back.text("reason")).isEqualTo("provider-fault");

        platform.awaitStatus(service, service.send("avis", address, Map.of()), "undeliverable");
        assertThat(platform.mailsTo(address)).isEqualTo(2);
    }

    @Test
    void aDelayIsNoFailure(Platform platform) {
        var service = platform.newService("Mairie");
        service.publish("avis", "mandatory", "Avis", "Un avis vous attend.");
        var before = delaysHeard(platform);

        var late = service.send("avis", "simulate-delayed@rendu.test", Map.of());

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(delaysHeard(platform)).isGreaterThan(before));
        assertThat(service.read(late).text("status")).isEqualTo("delivered");
        assertThat(Platform.events(service.read(late))).doesNotContain("bounced");
    }

    /** How many reports dispatch has read that say a mail still waits. */
    private static double delaysHeard(Platform platform) {
        return platform.metric(Port.DISPATCH, "notifications_dispatch_heard_total", "delayed");
    }
}
