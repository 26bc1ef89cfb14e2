package fr.gouv.notifications.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One e-mail travels from an API call to a mailbox and back to a truthful status. */
@ExtendWith(Platform.class)
class AcceptedToDeliveredStory {

    @Test
    void anEmailArrivesAndItsStatusSaysSo(Platform platform) {
        var service = platform.newService("Caisse d’allocations de l’Essonne");
        service.publish(
                "rdv",
                "mandatory",
                "Votre rendez-vous du ((date))",
                "Bonjour ((prénom)),\n\nVous êtes attendu le ((date)).");

        var accepted =
                service.api()
                        .post(
                                "/v1/notifications",
                                Map.of(
                                        "template",
                                        "rdv",
                                        "to",
                                        Map.of("email", "jeanne.seedmartin@exemple.test"),
                                        "values",
                                        Map.of("prénom", "Jeanne", "date", "3 mai"),
                                        "reference",
                                        "dossier-seedref-42"));

        assertThat(accepted.status()).isEqualTo(201);
        assertThat(accepted.text("status")).isEqualTo("accepted");
        var id = accepted.text("id");
        assertThat(accepted.headers().firstValue("Location"))
                .hasValue(platform.stack().apiUrl() + "/v1/notifications/" + id);

        var read = platform.awaitStatus(service, id, "delivered");
        assertThat(read.text("reference")).isEqualTo("dossier-seedref-42");
        assertThat(read.text("template.slug")).isEqualTo("rdv");
        assertThat(read.body().path("final").asBoolean()).isTrue();
        assertThat(Platform.events(read)).first().isEqualTo("accepted");
        assertThat(Platform.events(read)).last().isEqualTo("delivered");

        var mail = platform.awaitMail("jeanne.seedmartin@exemple.test");
        assertThat(mail.subject()).isEqualTo("Votre rendez-vous du 3 mai");
        assertThat(mail.text()).contains("Bonjour Jeanne").contains("3 mai");
        assertThat(mail.html())
                .contains("Bonjour <bdi>Jeanne</bdi>")
                .contains("Caisse d’allocations de l’Essonne")
                .contains("lang=\"fr\"");
        assertThat(mail.messageId()).contains(id);
        assertThat(platform.mailsTo("jeanne.seedmartin@exemple.test")).isEqualTo(1);
    }

    @Test
    void aReaderRightAfterAcceptanceIsNotToldThatNothingIsThere(Platform platform) {
        var service = platform.newService("Mairie");
        service.publish("info", "optional", "Bonjour", "Bonjour.");

        var id = service.send("info", "tot@exemple.test", Map.of());

        assertThat(service.read(id).status()).isEqualTo(200);
        platform.awaitStatus(service, id, "delivered");
    }

    @Test
    void theListFindsItByReferenceTemplateAndStatus(Platform platform) {
        var service = platform.newService("Préfecture");
        service.publish("titre", "mandatory", "Titre", "Votre titre est prêt.");
        var wanted =
                service.api()
                        .post(
                                "/v1/notifications",
                                Map.of(
                                        "template", "titre",
                                        "to", Map.of("email", "titre@exemple.test"),
                                        "reference", "T-1"));
        var id = wanted.text("id");
        var other = service.send("titre", "autre@exemple.test", Map.of());
        platform.awaitStatus(service, id, "delivered");
        platform.awaitStatus(service, other, "delivered");

        assertThat(ids(service, "?reference=T-1")).containsExactly(id);
        assertThat(ids(service, "?status=delivered&template=titre")).containsExactly(other, id);
        assertThat(ids(service, "?status=undeliverable")).isEmpty();

        var first = service.api().get("/v1/notifications?limit=1");
        assertThat(first.body().path("items").findValuesAsText("id")).containsExactly(other);
        assertThat(ids(service, "?limit=1&cursor=" + first.text("next"))).containsExactly(id);
    }

    private static List<String> ids(PublicService service, String query) {
        var list = service.api().get("/v1/notifications" + query);
        assertThat(list.status()).as(query).isEqualTo(200);
        return list.body().path("items").findValuesAsText("id");
    }
}
