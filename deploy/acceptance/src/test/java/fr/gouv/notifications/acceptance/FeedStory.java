package fr.gouv.notifications.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.gouv.notifications.local.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A program follows all notifications of its service, whatever happens to tracking meanwhile. */
@ExtendWith(Platform.class)
class FeedStory {

    private static final int PART = 40;

    @Test
    void everyChangeIsToldOnceThoughTrackingDiesMidWay(Platform platform) throws Exception {
        var service = platform.newService("Fil");
        service.publish("avis", "mandatory", "Avis", "Un avis vous attend.");
        var tracking = platform.stack().part(Part.TRACKING);
        Queue<Event> heard = new ConcurrentLinkedQueue<>();
        var enough = new AtomicBoolean();
        var follower = Thread.ofVirtual().start(() -> follow(service, heard, enough));

        var ids = new ArrayList<>(send(service, "first"));
        tracking.kill();
        ids.addAll(send(service, "second"));
        tracking.start();
        ids.addAll(send(service, "third"));
        await("all are final in the feed")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(
                        () ->
                                assertThat(
                                                heard.stream()
                                                        .filter(Event::settled)
                                                        .map(Event::notification))
                                        .containsAll(ids));
        enough.set(true);
        follower.join();

        assertThat(heard).extracting(Event::notification).hasSameElementsAs(ids);
        assertThat(heard.stream().collect(Collectors.groupingBy(Event::notification)).values())
                .allSatisfy(
                        events -> {
                            assertThat(events)
                                    .extracting(Event::sequence)
                                    .containsExactlyElementsOf(
                                            LongStream.rangeClosed(1, events.size())
                                                    .boxed()
                                                    .toList());
                            assertThat(events.getLast().status()).isEqualTo("delivered");
                        });
    }

    private static List<String> send(PublicService service, String name) {
        var ids = new ArrayList<String>();
        for (var n = 0; n < PART; n++) {
            ids.add(service.send("avis", name + "-" + n + "@fil.test", Map.of()));
        }
        return ids;
    }

    /** Goes on with the cursor that it has until it is answered. */
    private static void follow(PublicService service, Queue<Event> heard, AtomicBoolean enough) {
        var cursor = "";
        while (!enough.get()) {
            var answer = service.api().get("/v1/events?limit=7&wait=2" + cursor);
            if (answer.status() == 200) {
                for (var item : answer.body().path("items")) {
                    heard.add(
                            new Event(
                                    item.path("notification").asText(),
                                    item.path("sequence").asLong(),
                                    item.path("status").asText(),
                                    item.path("final").asBoolean()));
                }
                cursor = "&cursor=" + answer.text("next");
            } else {
                // tracking is away: the gateway says so, and asking again is all there is to do.
                assertThat(answer.status()).isEqualTo(503);
            }
        }
    }

    private record Event(String notification, long sequence, String status, boolean settled) {}
}
