package fr.gouv.notifications.local;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Watches a running stack. A part that ends by itself is started again, as a cluster would do; one
 * that keeps dying is left down, and said to be.
 */
final class Supervision {

    private static final int MOST_RESTARTS = 5;
    private static final int TICKS_A_MINUTE = 60;

    private final LocalStack stack;
    private final Runnable changed;
    private final Console console;
    private final Map<Part, Integer> restarts = new EnumMap<>(Part.class);

    /**
     * @param changed called when a part has another process than before
     */
    Supervision(LocalStack stack, Runnable changed, Console console) {
        this.stack = stack;
        this.changed = changed;
        this.console = console;
    }

    /** Returns when the stack is closed or this thread is interrupted. */
    void run() {
        for (int tick = 1; !stack.closed(); tick++) {
            try {
                TimeUnit.SECONDS.sleep(1);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
            for (var part : stack.chosen()) {
                if (stack.part(part).lost() && !stack.closed()) {
                    revive(stack.part(part));
                }
            }
            if (tick % TICKS_A_MINUTE == 0) {
                stack.folder().cutLongLogs();
                restarts.clear();
            }
        }
    }

    private void revive(RunningPart part) {
        var count = restarts.merge(part.part(), 1, Integer::sum);
        if (count > MOST_RESTARTS) {
            if (count == MOST_RESTARTS + 1) {
                console.progress(
                        "%s keeps dying; the reason is in %s. It is tried again in a minute."
                                .formatted(part.part().label(), part.log()));
            }
            return;
        }
        console.progress("%s ended by itself; starting it again".formatted(part.part().label()));
        try {
            part.start();
            console.progress("%s is ready again".formatted(part.part().label()));
            changed.run();
        } catch (StackException failed) {
            if (!stack.closed()) {
                console.progress(failed.sentence());
            }
        }
    }
}
