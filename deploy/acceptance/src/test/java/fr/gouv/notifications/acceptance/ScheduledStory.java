package fr.gouv.notifications.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A notification waits for its time, and its service may change its mind until then. */
@ExtendWith(Platform.class)
class ScheduledStory {

    @Test
    void leavesAtItsTimeUnlessItIsCancelledBefore(Platform platform) {
        var service = platform.newService("Mairie de Vannes");
        service.publish("rappel", "mandatory", "Rappel", "Bonjour.");
        var soon = Instant.now().plus(Duration.ofSeconds(12));

        var wanted = scheduled(service, "attendu@exemple.test", soon);
        var unwanted = scheduled(service, "annule@exemple.test", soon);
        var farAway = scheduled(service, "loin@exemple.test", soon.plus(Duration.ofDays(200)));

        assertThat(service.read(wanted).text("status")).isEqualTo("scheduled");
        assertThat(service.read(wanted).text("notBefore")).isNotEmpty();
        platform.awaitStatus(service, farAway, "scheduled");
        var stopped = service.api().delete("/v1/notifications/" + unwanted);
        assertThat(stopped.status()).isEqualTo(200);
        assertThat(stopped.text("result")).isEqualTo("stopped");

        var read = platform.awaitStatus(service, wanted, "delivered");
        assertThat(Platform.events(read)).startsWith("scheduled", "released");
        assertThat(Instant.now()).isAfter(soon);
        platform.awaitStatus(service, unwanted, "cancelled");
        assertThat(platform.mailsTo("attendu@exemple.test")).isEqualTo(1);
        assertThat(platform.mailsTo("annule@exemple.test")).isZero();
        var tooLate = service.api().delete("/v1/notifications/" + wanted);
        assertThat(tooLate.text("result")).isEqualTo("too-late");
        assertThat(tooLate.text("status")).isEqualTo("delivered");
        assertThat(service.api().delete("/v1/notifications/" + farAway).text("result"))
                .isEqualTo("stopped");
    }

    private static String scheduled(PublicService service, String email, Instant notBefore) {
        var answer =
                service.api()
                        .post(
                                "/v1/notifications",
                                Map.of(
                                        "template",
                                        "rappel",
                                        "to",
                                        Map.of("email", email),
                                        "notBefore",
                                        notBefore.toString()));
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.text("status")).isEqualTo("scheduled");
        return answer.text("id");
    }
}
