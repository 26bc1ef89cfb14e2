package fr.gouv.notifications.local;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for something to become true, never for ever. */
final class Patience {

    private static final Duration STEP = Duration.ofMillis(100);

    /** True as soon as the condition is; false when the time is over. */
    static boolean until(BooleanSupplier condition, Duration atMost) {
        var deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            try {
                Thread.sleep(STEP);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return condition.getAsBoolean();
            }
        }
        return true;
    }

    private Patience() {}
}
