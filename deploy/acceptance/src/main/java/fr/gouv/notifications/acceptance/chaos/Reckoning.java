package fr.gouv.notifications.acceptance.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import fr.gouv.notifications.acceptance.SmtpSink;
import fr.gouv.notifications.local.ApiClient;
import fr.gouv.notifications.local.ApiClient.Answer;
import fr.gouv.notifications.local.StackException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Holds against each other what was accepted, what the platform says, and what arrived. */
final class Reckoning {

    private static final Set<String> ARRIVED = Set.of("delivered", "confirmed", "acknowledged");
    private static final int MOST_SHOWN = 20;
    private static final long PAUSE_MILLIS = 500;

    private final Ledger ledger;
    private final FeedReader feed;
    private final SmtpSink sink;
    private final ApiClient api;

    Reckoning(Ledger ledger, FeedReader feed, SmtpSink sink, ApiClient api) {
        this.ledger = ledger;
        this.feed = feed;
        this.sink = sink;
        this.api = api;
    }

    /**
     * What came out.
     *
     * @param statuses how many accepted messages are in each status
     * @param pending without a final status, and the API says when they go on
     * @param lost accepted, and unknown to the platform or called delivered without having arrived
     * @param silent without a final status, and nobody says when they go on
     * @param doubled arrived more than once
     * @param unexplained arrived more often than the API tells of attempts without an answer
     * @param untrue arrived although the API says that they did not
     * @param strange arrived and never accepted, accepted twice, or a good request that was refused
     * @param feedRepeated changes that the feed told twice
     * @param feedMissed final statuses that the API knows and the feed never told
     * @param examples the first of whatever is wrong
     */
    record Result(
            int accepted,
            Map<String, Integer> statuses,
            int pending,
            int lost,
            int silent,
            int doubled,
            int unexplained,
            int untrue,
            int strange,
            long feedRepeated,
            int feedMissed,
            List<String> examples) {

        boolean isClean() {
            return lost + silent + unexplained + untrue + strange + feedMissed == 0
                    && feedRepeated == 0;
        }
    }

    /** Returns when every accepted message has a final status, or none got one for that long. */
    void awaitEnds(Duration patience) {
        var open = Integer.MAX_VALUE;
        var since = System.nanoTime();
        while (open > 0 && System.nanoTime() - since < patience.toNanos()) {
            var now = (int) ledger.accepted().keySet().stream().filter(this::isOpen).count();
            if (now < open) {
                open = now;
                since = System.nanoTime();
            }
            pause();
        }
    }

    private boolean isOpen(String reference) {
        var ids = feed.ids(reference);
        return ids.isEmpty() || ids.stream().anyMatch(id -> !feed.last(id).settled());
    }

    Result reckon() {
        var sums = new Sums();
        ledger.refused().forEach((reference, words) -> sums.strange(reference + ": " + words));
        var known = new HashSet<String>();
        ledger.accepted()
                .forEach(
                        (reference, id) -> {
                            var ids = new HashSet<>(feed.ids(reference));
                            if (!id.isEmpty()) {
                                ids.add(id);
                            }
                            if (ids.isEmpty()) {
                                ids.addAll(idsOf(reference));
                                if (!ids.isEmpty()) {
                                    sums.feedMissed(
                                            reference + ": the feed never told this reference");
                                }
                            }
                            known.addAll(ids);
                            if (ids.isEmpty()) {
                                sums.lost(reference + ": no notification has this reference");
                            } else if (ids.size() > 1) {
                                sums.strange(reference + ": is several notifications " + ids);
                            } else {
                                judge(sums, reference, ids.iterator().next());
                            }
                        });
        sink.arrivals().keySet().stream()
                .filter(id -> !known.contains(id))
                .forEach(id -> sums.strange(id + ": arrived, and was never accepted"));
        return new Result(
                ledger.accepted().size(),
                sums.statuses,
                sums.pending,
                sums.lost,
                sums.silent,
                sums.doubled,
                sums.unexplained,
                sums.untrue,
                sums.strange,
                feed.repeated(),
                sums.feedMissed,
                sums.examples);
    }

    private void judge(Sums sums, String reference, String id) {
        var last = feed.last(id);
        var times = sink.arrival(id).times();
        if (last.settled() && times == (ARRIVED.contains(last.status()) ? 1 : 0)) {
            sums.status(last.status());
            return;
        }
        // Something is not as simple as that: the API must explain it.
        var read = read(id);
        if (read.status() != 200) {
            sums.lost("%s: the API answers %d".formatted(reference, read.status()));
            return;
        }
        var status = read.text("status");
        sums.status(status);
        var isFinal = read.body().path("final").asBoolean();
        var uncertain = attemptsWithoutAnswer(read);
        if (isFinal && !last.settled()) {
            sums.feedMissed(reference + ": the feed never told " + status);
        }
        if (!isFinal) {
            if (goesOn(read)) {
                sums.pending++;
            } else {
                sums.silent("%s %s: %s".formatted(reference, id, read.body()));
            }
        }
        if (isFinal && ARRIVED.contains(status) && times == 0) {
            sums.lost("%s %s: %s, and never arrived".formatted(reference, id, status));
        }
        if (isFinal && !ARRIVED.contains(status) && times > 0 && uncertain == 0) {
            sums.untrue("%s %s: %s, and arrived".formatted(reference, id, read.body()));
        }
        if (times > 1) {
            sums.doubled++;
            if (times - 1 > uncertain || ledger.wasCode(reference)) {
                sums.unexplained(
                        "%s %s: arrived %d times: %s".formatted(reference, id, times, read.body()));
            }
        }
    }

    private static int attemptsWithoutAnswer(Answer read) {
        var count = 0;
        for (var event : read.body().path("timeline")) {
            if (event.path("reason").asText().equals("ambiguous")) {
                count++;
            }
        }
        return count;
    }

    /** The newest word on it says when it is tried again. */
    private static boolean goesOn(Answer read) {
        JsonNode newest = null;
        for (var event : read.body().path("timeline")) {
            newest = event;
        }
        return newest != null && newest.hasNonNull("nextAt");
    }

    /** The notifications of that reference that the API knows, whatever the feed told. */
    private Set<String> idsOf(String reference) {
        var ids = new HashSet<String>();
        get("/v1/notifications?reference=" + reference)
                .body()
                .path("items")
                .forEach(item -> ids.add(item.path("id").asText()));
        return ids;
    }

    private Answer read(String id) {
        return get("/v1/notifications/" + id);
    }

    private Answer get(String path) {
        StackException last = null;
        for (var n = 0; n < 20; n++) {
            try {
                var answer = api.get(path);
                if (answer.status() < 500) {
                    return answer;
                }
            } catch (StackException e) {
                last = e;
            }
            pause();
        }
        throw new IllegalStateException("the API does not answer any more", last);
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static final class Sums {

        private final Map<String, Integer> statuses = new TreeMap<>();
        private final List<String> examples = new ArrayList<>();
        private int pending;
        private int lost;
        private int silent;
        private int doubled;
        private int unexplained;
        private int untrue;
        private int strange;
        private int feedMissed;

        void status(String status) {
            statuses.merge(status, 1, Integer::sum);
        }

        void lost(String example) {
            lost++;
            show("lost", example);
        }

        void silent(String example) {
            silent++;
            show("silent", example);
        }

        void unexplained(String example) {
            unexplained++;
            show("doubled without a reason", example);
        }

        void untrue(String example) {
            untrue++;
            show("untrue", example);
        }

        void strange(String example) {
            strange++;
            show("strange", example);
        }

        void feedMissed(String example) {
            feedMissed++;
            show("missed by the feed", example);
        }

        private void show(String what, String example) {
            if (examples.size() < MOST_SHOWN) {
                examples.add(what + "  " + example);
            }
        }
    }
}
