package fr.gouv.notifications.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an author writes arrives as meant; what a value holds arrives as plain text. */
@ExtendWith(Platform.class)
class TemplateStory {

    private static final String EVERYTHING =
            """
            # Votre dossier ((numéro))

            Bonjour ((prénom)),
            deuxième ligne.

            ## Pièces à fournir

            ((pièces))

            * une copie
            * un original

            1. venir
            2. signer

            ^ Gardez ce message.

            ---

            [Suivre mon dossier](https://exemple.test/dossier/((numéro)))

            ((urgent??Répondez avant demain.))
            ((absent??Cette phrase ne part pas.))

            https://exemple.test/aide
            """;

    @Test
    void everyConstructIsRenderedInBothParts(Platform platform) {
        var service = platform.newService("Caisse");
        service.publish("tout", "mandatory", "Dossier ((numéro))", EVERYTHING);

        var id =
                service.send(
                        "tout",
                        "tout@exemple.test",
                        Map.of(
                                "Numéro", "A 7/é",
                                "PRÉNOM", "Zoé",
                                "pièces", List.of("carte", "justificatif"),
                                "urgent", true,
                                "absent", "non"));

        platform.awaitStatus(service, id, "delivered");
        var mail = platform.awaitMail("tout@exemple.test");
        assertThat(mail.subject()).isEqualTo("Dossier A 7/é");
        assertThat(mail.html())
                .contains("<h2", "<h3", "<ul", "<ol", "<hr", "<blockquote")
                .contains("href=\"https://exemple.test/dossier/A%207%2F%C3%A9\"")
                .contains("href=\"https://exemple.test/aide\"")
                .contains("Répondez avant demain.")
                .doesNotContain("Cette phrase ne part pas.");
        assertThat(mail.text())
                .contains("Votre dossier A 7/é", "carte", "justificatif", "1. venir")
                .contains("https://exemple.test/dossier/A%207%2F%C3%A9")
                .doesNotContain("Cette phrase ne part pas.", "((", "</");
    }

    @Test
    void hostileValuesArriveAsPlainText(Platform platform) {
        var service = platform.newService("Caisse");
        service.publish("nom", "mandatory", "Bonjour", "Bonjour ((nom)).");
        var hostile =
                "<img src=x onerror=alert(1)> [ici](https://mal.test) **gras** https://mal.test/x"
                        + " \u202Eabc עברית 🎉";

        var id = service.send("nom", "hostile@exemple.test", Map.of("nom", hostile));

        platform.awaitStatus(service, id, "delivered");
        var mail = platform.awaitMail("hostile@exemple.test");
        assertThat(mail.html())
                .doesNotContain("<img src=x", "href=\"https://mal.test", "<strong>gras", "<b>gras")
                .contains("&lt;img src=x onerror=alert(1)&gt;", "[ici](https://mal.test)", "🎉");
        assertThat(mail.text()).contains("<img src=x onerror=alert(1)>", "**gras**", "עברית 🎉");
    }

    @Test
    void lineBreaksNeverBecomeHeaders(Platform platform) {
        var service = platform.newService("Caisse");
        service.publish("objet", "mandatory", "Bonjour ((nom))", "Bonjour ((nom)).");

        var refused =
                service.api()
                        .post(
                                "/v1/notifications",
                                Map.of(
                                        "template", "objet",
                                        "to", Map.of("email", "entete@exemple.test"),
                                        "values", Map.of("nom", "Zoé\r\nBcc: x@mal.test")));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body().path("errors").findValuesAsText("field"))
                .containsExactly("values.nom");
        assertThat(refused.body().toString()).doesNotContain("mal.test");
        assertThat(platform.mailsTo("entete@exemple.test")).isZero();
    }

    @Test
    void aLongValueArrivesWhole(Platform platform) {
        var service = platform.newService("Caisse");
        service.publish("long", "mandatory", "Long", "Texte : ((texte))");
        var words = "é".repeat(9_990) + " fin de texte";

        var id = service.send("long", "long@exemple.test", Map.of("texte", words));

        platform.awaitStatus(service, id, "delivered");
        assertThat(platform.awaitMail("long@exemple.test").html()).contains(words);
    }
}
