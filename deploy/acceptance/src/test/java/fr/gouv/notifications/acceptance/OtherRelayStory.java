package fr.gouv.notifications.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.local.Part;
import fr.gouv.notifications.local.Port;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What {@code up --smtp HOST:PORT} promises: mails leave through that relay, none to the inbox. */
@ExtendWith(Platform.class)
class OtherRelayStory {

    @Test
    void mailsLeaveThroughTheRelayThatWasNamed(Platform platform) {
        var stack = platform.stack();
        var service = platform.newService("Caisse");
        service.publish("avis", "mandatory", "Avis", "Un avis vous attend.");
        var address = "ailleurs@exemple.test";
        try (var relay = new SmtpSink()) {
            stack.relayTo("127.0.0.1", relay.port());
            stack.part(Part.DISPATCH).restart();

            var id = service.send("avis", address, Map.of());

            platform.awaitStatus(service, id, "delivered");
            assertThat(relay.arrival(id).times()).isEqualTo(1);
            assertThat(platform.mailsTo(address)).isZero();
        } finally {
            stack.relayTo("127.0.0.1", stack.port(Port.SMTP));
            stack.part(Part.DISPATCH).restart();
        }
    }
}
