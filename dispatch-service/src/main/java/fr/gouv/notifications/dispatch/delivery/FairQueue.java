package fr.gouv.notifications.dispatch.delivery;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that wait for a sender: each service stands in a line of its own, and the lines are served in
 * turn. Not bounded: who adds has reserved room before.
 */
final class FairQueue {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Map<String, Queue<Task>> lines = new HashMap<>();
    private final Queue<Queue<Task>> turns = new ArrayDeque<>();
    private int size;

    void addAll(List<Task> tasks) {
        lock.lock();
        try {
            for (var task : tasks) {
                lines.computeIfAbsent(task.service(), _ -> newLine()).add(task);
                size++;
                filled.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The next task in turn; {@code null} when none has come within that time. */
    @Nullable Task poll(Duration patience) throws InterruptedException {
        var left = patience.toNanos();
        lock.lock();
        try {
            while (size == 0) {
                if (left <= 0) {
                    return null;
                }
                left = filled.awaitNanos(left);
            }
            return next();
        } finally {
            lock.unlock();
        }
    }

    /** All that wait. */
    List<Task> drain() {
        lock.lock();
        try {
            var rest = new ArrayList<Task>(size);
            while (size > 0) {
                rest.add(next());
            }
            return rest;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return size;
        } finally {
            lock.unlock();
        }
    }

    private Queue<Task> newLine() {
        var line = new ArrayDeque<Task>();
        turns.add(line);
        return line;
    }

    private Task next() {
        var line = turns.remove();
        var task = line.remove();
        size--;
        if (line.isEmpty()) {
            lines.remove(task.service());
        } else {
            turns.add(line);
        }
        return task;
    }
}
