package fr.gouv.notifications.acceptance.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * What really lives in the heap of a Java program while it works: every second it is made to collect
 * everything, and what is left is noted. For programs with the serial collector, which then puts all
 * that lives into the old generation; what was created a moment later does not count.
 */
final class HeapWatch implements AutoCloseable {

    private static final Pattern OLD =
            Pattern.compile("(?:Tenured|tenured generation)\\s+total \\d+K, used (\\d+)K");

    private final long pid;
    private final AtomicLong most = new AtomicLong();
    private final CountDownLatch enough = new CountDownLatch(1);
    private final Thread thread;

    /** Begins to look. */
    HeapWatch(long pid) {
        this.pid = pid;
        thread = Thread.ofPlatform().daemon().name("heap-watch").start(this::look);
    }

    /** What lives in it now, in MiB. */
    static double livingMiB(long pid) {
        Jcmd.ask(pid, "GC.run");
        var said = OLD.matcher(Jcmd.ask(pid, "GC.heap_info"));
        if (!said.find()) {
            throw new IllegalStateException("only heaps of the serial collector can be read");
        }
        return Long.parseLong(said.group(1)) / 1024.0;
    }

    private void look() {
        try {
            do {
                most.accumulateAndGet((long) (livingMiB(pid) * 1024), Math::max);
            } while (!enough.await(1, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks no more; the most that was seen, in MiB. */
    double mostMiB() {
        close();
        return most.get() / 1024.0;
    }

    @Override
    public void close() {
        enough.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
