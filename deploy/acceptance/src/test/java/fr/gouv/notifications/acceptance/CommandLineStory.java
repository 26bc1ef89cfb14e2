package fr.gouv.notifications.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.local.Console;
import fr.gouv.notifications.local.client.Client;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A person at a terminal types what the README shows, and sees what becomes of the notification. */
@ExtendWith(Platform.class)
class CommandLineStory {

    private static final Pattern COMMAND =
            Pattern.compile(
                    "^\\./notifications (send .*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @Test
    void sendsAndFollowsAsTheReadmeShows(Platform platform) throws IOException {
        var service = platform.newService("Service en ligne de commande");
        service.publish(
                "document-disponible",
                "optional",
                "Votre document",
                "Bonjour ((prénom)), voici : ((document))");

        var code =
                Client.run(
                        Console.into(new PrintStream(said, true, UTF_8)),
                        Map.of("API_URL", platform.stack().apiUrl(), "API_TOKEN", service.token()),
                        shownInTheReadme());

        assertThat(said.toString(UTF_8))
                .contains("La demande est acceptée.")
                .contains("delivered: Le message est arrivé par courriel.");
        assertThat(code).isZero();
        assertThat(platform.awaitMail("sam@citoyen.example").text())
                .contains("Bonjour Sam, voici : Attestation");
    }

    private static String[] shownInTheReadme() throws IOException {
        var shown = COMMAND.matcher(Files.readString(Platform.checkout().resolve("README.md")));
        assertThat(shown.find()).isTrue();
        return shown.group(1).replace("\\\n", " ").strip().split("\\s+", -1);
    }
}
