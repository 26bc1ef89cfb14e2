package fr.gouv.notifications.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.local.Console;
import fr.gouv.notifications.local.client.Client;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A person at a terminal sends a notification and sees what becomes of it. */
@ExtendWith(Platform.class)
class CommandLineStory {

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @Test
    void sendsAndFollows(Platform platform) {
        var service = platform.newService("Service en ligne de commande");
        service.publish("rdv", "mandatory", "Rendez-vous", "Bonjour ((prénom))");

        var code =
                Client.run(
                        Console.into(new PrintStream(said, true, UTF_8)),
                        Map.of("API_URL", platform.stack().apiUrl(), "API_TOKEN", service.token()),
                        "send",
                        "--template",
                        "rdv",
                        "--to",
                        "terminal@citoyen.example",
                        "--value",
                        "prénom=Zoé",
                        "--follow");

        assertThat(code).isZero();
        assertThat(said.toString(UTF_8))
                .contains("La demande est acceptée.")
                .contains("delivered: Le message est arrivé par courriel.");
        assertThat(platform.awaitMail("terminal@citoyen.example").text()).contains("Bonjour Zoé");
    }
}
