package fr.gouv.notifications.acceptance.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import fr.gouv.notifications.local.ApiClient;
import fr.gouv.notifications.local.StackException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Follows {@code GET /v1/events} as a public service does, with the cursor that it has. */
final class FeedReader implements AutoCloseable {

    private static final long PAUSE_MILLIS = 500;
    private static final int WAIT_SECONDS = 5;

    private final ApiClient api;
    private final Map<String, Last> last = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> ids = new ConcurrentHashMap<>();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final LongAdder repeated = new LongAdder();
    private final Thread thread;
    private volatile boolean stopping;

    /** The newest change of a notification that was told. */
    record Last(long sequence, String status, boolean settled) {}

    FeedReader(ApiClient api) {
        this.api = api;
        thread = Thread.ofPlatform().daemon().name("feed-reader").start(this::follow);
    }

    /** The notifications that bear this reference: more than one would be one too many. */
    Set<String> ids(String reference) {
        return ids.getOrDefault(reference, Set.of());
    }

    /** What was last told of a notification; nothing at all is sequence 0. */
    Last last(String id) {
        return last.getOrDefault(id, new Last(0, "", false));
    }

    /** Changes that were told more than once: the feed promises that there are none. */
    long repeated() {
        return repeated.sum();
    }

    private void follow() {
        var cursor = "";
        while (!stopping) {
            try {
                var answer =
                        api.get(
                                "/v1/events?limit=500&wait="
                                        + WAIT_SECONDS
                                        + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
                if (answer.status() == 200) {
                    answer.body().path("items").forEach(this::note);
                    cursor = answer.text("next");
                    continue;
                }
            } catch (StackException e) {
                // The platform is being broken: ask again with the same cursor.
                pause();
                continue;
            }
            pause();
        }
    }

    private void note(JsonNode event) {
        var id = event.path("notification").asText();
        var sequence = event.path("sequence").asLong();
        if (!seen.add(id + "/" + sequence)) {
            repeated.increment();
        }
        ids.computeIfAbsent(event.path("reference").asText(), _ -> ConcurrentHashMap.newKeySet())
                .add(id);
        last.merge(
                id,
                new Last(sequence, event.path("status").asText(), event.path("final").asBoolean()),
                (old, now) -> now.sequence() > old.sequence() ? now : old);
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
    }
}
