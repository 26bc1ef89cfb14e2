package fr.gouv.notifications.acceptance.chaos;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What the platform said that it accepted, by our own references. Only what was acknowledged stands
 * here: nobody may expect more.
 */
final class Ledger {

    private static final String UNTOLD = "";

    private final Map<String, String> accepted = new ConcurrentHashMap<>();
    private final Map<String, String> refused = new ConcurrentHashMap<>();
    private final Set<String> codes = ConcurrentHashMap.newKeySet();
    private final LongAdder repeats = new LongAdder();

    /**
     * @param id the notification's; absent at doors that do not answer with it
     */
    void accept(String reference, @Nullable String id) {
        var before = accepted.put(reference, id == null ? UNTOLD : id);
        if (before != null && !before.equals(UNTOLD) && !before.equals(id)) {
            refused.put(reference, "accepted twice, as %s and %s".formatted(before, id));
        }
    }

    /** A good request was refused. */
    void refuse(String reference, String words) {
        refused.put(reference, words);
    }

    /** It is a one-time code: it may never come twice. */
    void isCode(String reference) {
        codes.add(reference);
    }

    /** A request was sent again because nobody knew what had become of it. */
    void repeated() {
        repeats.increment();
    }

    Map<String, String> accepted() {
        return accepted;
    }

    Map<String, String> refused() {
        return refused;
    }

    boolean wasCode(String reference) {
        return codes.contains(reference);
    }

    long repeats() {
        return repeats.sum();
    }
}
