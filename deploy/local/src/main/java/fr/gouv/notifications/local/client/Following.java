package fr.gouv.notifications.local.client;

import com.fasterxml.jackson.databind.JsonNode;
import fr.gouv.notifications.local.Console;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;

/** Shows what happens to one notification, line by line as it happens, until nothing more can. */
final class Following {

    private static final Duration STEP = Duration.ofMillis(500);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MM HH:mm:ss").withZone(ZoneId.systemDefault());
    private static final Set<String> ARRIVED = Set.of("delivered", "confirmed", "acknowledged");

    private final PlatformApi api;
    private final Console console;

    Following(PlatformApi api, Console console) {
        this.api = api;
        this.console = console;
    }

    /** True when the message arrived, or was taken by a provider that proves no more. */
    boolean follow(String id, Duration atMost) {
        var until = System.nanoTime() + atMost.toNanos();
        var told = 0;
        while (true) {
            var notification =
                    api.get("/v1/notifications/" + PlatformApi.encoded(id)).expectSuccess();
            told = tellNew(notification.path("timeline"), told);
            var status = notification.path("status").asText();
            if (notification.path("final").asBoolean()) {
                console.say("%s: %s".formatted(status, notification.path("sentence").asText()));
                return ARRIVED.contains(status);
            }
            if (System.nanoTime() - until > 0) {
                console.say(
                        "%s, and not final yet: %s Ask again with ./notifications follow %s"
                                .formatted(status, notification.path("sentence").asText(), id));
                return status.equals("sent");
            }
            Pause.of(STEP);
        }
    }

    /** Facts can overtake each other; those that were told are not told again. */
    private int tellNew(JsonNode timeline, int told) {
        for (var i = told; i < timeline.size(); i++) {
            var event = timeline.get(i);
            console.say(
                    String.format(
                            Locale.ROOT,
                            "%s  %-14s  %s",
                            TIME.format(Instant.parse(event.path("at").asText())),
                            event.path("event").asText(),
                            event.path("sentence").asText()));
        }
        return Math.max(told, timeline.size());
    }
}
