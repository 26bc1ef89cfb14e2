package fr.gouv.notifications.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A citizen who refused is not written to, and the service is told why. */
@ExtendWith(Platform.class)
class OptedOutStory {

    @Test
    void optionalMessagesAreDeclinedAndMandatoryOnesStillLeave(Platform platform) {
        var service = platform.newService("Médiathèque");
        service.publish("agenda", "optional", "Agenda", "L’agenda du mois.");
        service.publish("amende", "mandatory", "Amende", "Une amende est due.");
        var address = "refus.seedfamily@exemple.test";
        assertThat(
                        service.api()
                                .put(
                                        "/v1/opt-outs",
                                        Map.of("email", "Refus.SeedFamily@exemple.test"))
                                .status())
                .isEqualTo(204);

        var declined = service.send("agenda", address, Map.of());
        var due = service.send("amende", address, Map.of());

        var read = platform.awaitStatus(service, declined, "suppressed");
        assertThat(read.text("reason")).isEqualTo("opted-out");
        platform.awaitStatus(service, due, "delivered");
        assertThat(platform.mailsTo(address)).isEqualTo(1);

        assertThat(
                        platform.stack().mail().inbox().mails().stream()
                                .filter(mail -> mail.to().contains(address))
                                .map(mail -> mail.subject()))
                .containsExactly("Amende");
    }

    @Test
    void anOptOutConcernsOneServiceAndCanBeTakenBack(Platform platform) {
        var first = platform.newService("Un");
        var second = platform.newService("Deux");
        for (var service : new PublicService[] {first, second}) {
            service.publish("lettre", "optional", "Lettre", "Des nouvelles.");
        }
        var address = "un-seul@exemple.test";
        first.api().put("/v1/opt-outs", Map.of("email", address));

        platform.awaitStatus(first, first.send("lettre", address, Map.of()), "suppressed");
        platform.awaitStatus(second, second.send("lettre", address, Map.of()), "delivered");

        assertThat(first.api().delete("/v1/opt-outs", Map.of("email", address)).status())
                .isEqualTo(204);
        platform.awaitStatus(first, first.send("lettre", address, Map.of()), "delivered");
    }

    @Test
    void aCitizenIsReachedByTheServicesOwnReference(Platform platform) {
        var service = platform.newService("Caisse");
        service.publish("avis", "mandatory", "Avis", "Un avis vous attend.");
        assertThat(
                        service.api()
                                .put(
                                        "/v1/citizens/allocataire-7",
                                        Map.of("email", "connu@exemple.test"))
                                .status())
                .isEqualTo(204);

        var known = sendToCitizen(service, "allocataire-7");
        var unknown = sendToCitizen(service, "allocataire-8");

        platform.awaitStatus(service, known, "delivered");
        assertThat(platform.mailsTo("connu@exemple.test")).isEqualTo(1);
        var read = platform.awaitStatus(service, unknown, "undeliverable");
        assertThat(read.text("reason")).isEqualTo("no-address");
    }

    private static String sendToCitizen(PublicService service, String citizen) {
        var accepted =
                service.api()
                        .post(
                                "/v1/notifications",
                                Map.of("template", "avis", "to", Map.of("citizen", citizen)));
        assertThat(accepted.status()).isEqualTo(201);
        return accepted.text("id");
    }
}
