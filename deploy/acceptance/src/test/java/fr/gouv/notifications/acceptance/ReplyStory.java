package fr.gouv.notifications.acceptance;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.gouv.notifications.local.Port;
import fr.gouv.notifications.local.mail.MailContent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What citizens and their mailboxes say of an e-mail reaches whom it concerns, and nobody else. */
@ExtendWith(Platform.class)
class ReplyStory {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void anAnswerReachesTheServiceAndAVacationReplyDoesNot(Platform platform) {
        var service = platform.newService("Mairie");
        service.publish("avis", "mandatory", "Avis", "Un avis vous attend.");
        var mailbox = "repondre@" + service.slug() + ".test";

        var away = service.send("avis", "simulate-away@reponse.test", Map.of());
        platform.awaitStatus(service, away, "delivered");
        var answered = service.send("avis", "simulate-reply@reponse.test", Map.of());

        var letter = platform.awaitMail(mailbox);
        assertThat(field(letter, "From")).contains("Camille Exemple via Mairie");
        assertThat(field(letter, "Reply-To")).contains("simulate-reply@reponse.test");
        assertThat(letter.subject()).startsWith("Re: Avis [");
        assertThat(letter.text()).contains("je réponds à votre message").contains(answered);
        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(Platform.events(service.read(answered)))
                                        .contains("replied"));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(answeredIn(service)).containsExactly(answered));
        assertThat(Platform.events(service.read(away))).doesNotContain("replied");
        assertThat(platform.mailsTo(mailbox)).isEqualTo(1);
    }

    @Test
    void aComplaintEndsWhatIsOptionalAndNothingElse(Platform platform) {
        var service = platform.newService("Musée");
        service.publish("lettre", "optional", "Lettre", "Des nouvelles.");
        service.publish("amende", "mandatory", "Amende", "Une amende.");
        var address = "simulate-complaint@plainte.test";

        var unwanted = service.send("lettre", address, Map.of());
        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(Platform.events(service.read(unwanted)))
                                        .contains("complained"));
        var known =
                await().atMost(SOON)
                        .until(
                                () ->
                                        service.api()
                                                .post(
                                                        "/v1/suppressions/search",
                                                        Map.of("email", address))
                                                .body(),
                                found -> !found.path("items").isEmpty());

        assertThat(known.path("items").path(0).path("rule").asText()).isEqualTo("complaint");
        platform.awaitStatus(service, service.send("lettre", address, Map.of()), "suppressed");
        platform.awaitStatus(service, service.send("amende", address, Map.of()), "delivered");
        assertThat(service.read(unwanted).text("status")).isEqualTo("delivered");
    }

    @Test
    void aForgedBounceIsRefusedAndChangesNothing(Platform platform) throws IOException {
        var service = platform.newService("Mairie");
        service.publish("avis", "mandatory", "Avis", "Un avis vous attend.");
        var sent = service.send("avis", "zoe@faux.test", Map.of());
        platform.awaitStatus(service, sent, "delivered");
        var sender =
                platform.stack().mail().inbox().awaitTo("zoe@faux.test", SOON).orElseThrow().from();
        assertThat(sender).startsWith("bounce+");

        var last = sender.charAt(sender.indexOf('@') - 1);
        var forged = sender.replace(last + "@", (last == 'a' ? 'q' : 'a') + "@");

        assertThat(offer(platform.stack().port(Port.INBOUND_SMTP), sender)).startsWith("250");
        assertThat(offer(platform.stack().port(Port.INBOUND_SMTP), forged)).startsWith("550");
        assertThat(service.read(sent).text("status")).isEqualTo("delivered");
    }

    /** The notifications of which the feed says that the citizen answered. */
    private static List<String> answeredIn(PublicService service) {
        var answered = new ArrayList<String>();
        for (var event : service.api().get("/v1/events?limit=100").body().path("items")) {
            if (event.path("replied").asBoolean()) {
                answered.add(event.path("notification").asText());
            }
        }
        return answered;
    }

    private static String field(MailContent mail, String name) {
        return mail.headers().stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(MailContent.Field::value)
                .findFirst()
                .orElse("");
    }

    /** What is answered to this recipient. */
    private static String offer(int port, String recipient) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port);
                var in =
                        new BufferedReader(
                                new InputStreamReader(socket.getInputStream(), US_ASCII))) {
            socket.setSoTimeout(10_000);
            in.readLine();
            var answer = "";
            for (var command :
                    new String[] {
                        "HELO relay.test", "MAIL FROM:<>", "RCPT TO:<" + recipient + ">"
                    }) {
                socket.getOutputStream().write((command + "\r\n").getBytes(US_ASCII));
                answer = String.valueOf(in.readLine());
            }
            return answer;
        }
    }
}
