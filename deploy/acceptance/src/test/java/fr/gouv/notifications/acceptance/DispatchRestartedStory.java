package fr.gouv.notifications.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.gouv.notifications.local.Part;
import fr.gouv.notifications.local.RunningPart;
import fr.gouv.notifications.local.mail.Mail;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Dispatch may stop or die in the middle of its work: nothing is lost. */
@ExtendWith(Platform.class)
class DispatchRestartedStory {

    private static final int BURST = 300;

    @Test
    void whatWasAcceptedArrivesOnceWhenDispatchIsRestartedMidWay(Platform platform) {
        var stop = new AtomicReference<>(Duration.ZERO);
        var arrived =
                burstInterruptedBy(
                        platform,
                        "restart",
                        dispatch -> {
                            var began = System.nanoTime();
                            dispatch.stop();
                            stop.set(Duration.ofNanos(System.nanoTime() - began));
                            dispatch.start();
                        });

        assertThat(stop.get()).as("stop under load").isLessThan(Duration.ofSeconds(25));
        assertThat(arrived).hasSize(BURST);
    }

    @Test
    void nothingIsLostWhenDispatchDiesAndARepeatIsRecognisable(Platform platform) {
        var arrived =
                burstInterruptedBy(
                        platform,
                        "kill",
                        dispatch -> {
                            dispatch.kill();
                            dispatch.start();
                        });

        var messageIds =
                arrived.stream()
                        .collect(
                                Collectors.groupingBy(
                                        mail -> mail.to().getFirst(),
                                        Collectors.mapping(Mail::messageId, Collectors.toSet())));
        assertThat(messageIds).hasSize(BURST);
        assertThat(messageIds.values()).allSatisfy(ids -> assertThat(ids).hasSize(1));
    }

    private static List<Mail> burstInterruptedBy(
            Platform platform, String name, Consumer<RunningPart> interruption) {
        var service = platform.newService("Caisse");
        service.publish("avis", "mandatory", "Avis", "Un avis vous attend.");
        var ids = new ArrayList<String>();
        var dispatch = platform.stack().part(Part.DISPATCH);

        for (var n = 0; n < BURST; n++) {
            ids.add(service.send("avis", name + "-" + n + "@rafale.test", Map.of()));
            if (n == BURST / 2) {
                interruption.accept(dispatch);
            }
        }

        await("all are delivered")
                .atMost(Duration.ofSeconds(150))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(delivered(service)).containsAll(ids));
        return platform.stack().mail().inbox().mails().stream()
                .filter(mail -> mail.to().getFirst().startsWith(name + "-"))
                .filter(mail -> mail.to().getFirst().endsWith("@rafale.test"))
                .toList();
    }

    private static List<String> delivered(PublicService service) {
        var ids = new ArrayList<String>();
        var page = service.api().get("/v1/notifications?status=delivered&limit=200");
        while (true) {
            ids.addAll(page.body().path("items").findValuesAsText("id"));
            if (page.text("next").isEmpty()) {
                return ids;
            }
            page =
                    service.api()
                            .get(
                                    "/v1/notifications?status=delivered&limit=200&cursor="
                                            + page.text("next"));
        }
    }
}
