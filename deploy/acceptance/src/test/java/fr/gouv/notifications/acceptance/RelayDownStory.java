package fr.gouv.notifications.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a relay does not take now is said, kept, and tried again. */
@ExtendWith(Platform.class)
class RelayDownStory {

    @Test
    void aMailWaitsForTheRelayToReturn(Platform platform) {
        var service = platform.newService("Caisse");
        service.publish("avis", "mandatory", "Avis", "Un avis vous attend.");
        var address = "attend@exemple.test";

        platform.stack().mail().stop();
        String id;
        try {
            id = service.send("avis", address, Map.of());
            var deferred =
                    await("the deferral is told")
                            .atMost(Platform.LONG)
                            .until(
                                    () -> service.read(id),
                                    read -> Platform.events(read).contains("deferred"));
            assertThat(deferred.text("status")).isEqualTo("in-progress");
            assertThat(deferred.text("reason")).isEqualTo("provider-unreachable");
            assertThat(deferred.body().path("final").asBoolean()).isFalse();
        } finally {
            platform.stack().mail().start();
        }

        platform.awaitStatus(service, id, "delivered");
        assertThat(platform.mailsTo(address)).isEqualTo(1);
    }

    @Test
    void aPermanentRefusalIsUndeliverableWithTheServersOwnWords(Platform platform) {
        var service = platform.newService("Caisse");
        service.publish("avis", "mandatory", "Avis", "Un avis vous attend.");
        var address = "inconnue.seedwidow@exemple.test";
        platform.stack()
                .mail()
                .refuse(address, "550 5.1.1 <" + address + "> user seedwidow unknown here");

        var id = service.send("avis", address, Map.of());

        var read = platform.awaitStatus(service, id, "undeliverable");
        assertThat(read.text("reason")).isEqualTo("address-unknown");
        assertThat(read.text("providerCode")).isEqualTo("550 5.1.1");
        assertThat(read.text("providerWords"))
                .isEqualTo("550 5.1.1 <" + address + "> user seedwidow unknown here");
        assertThat(read.body().path("final").asBoolean()).isTrue();
        assertThat(read.text("sentence")).isNotEmpty().doesNotContain("seedwidow");
        assertThat(platform.mailsTo(address)).isZero();
    }
}
