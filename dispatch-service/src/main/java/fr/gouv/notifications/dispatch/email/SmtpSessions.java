package fr.gouv.notifications.dispatch.email;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The open sessions with one relay: bounded, kept for many messages, never shared by two threads.
 * The most recently used one is lent first, so that those no longer needed grow old and are closed.
 */
final class SmtpSessions implements AutoCloseable {

    private static final Duration QUEUE_FOR_A_SESSION = Duration.ofSeconds(60);

    private final RelayConfig config;
    private final SSLSocketFactory tls;
    private final Semaphore permits;
    private final Set<SmtpSession> open = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedDeque<SmtpSession> idle = new ConcurrentLinkedDeque<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final ScheduledExecutorService timer;

    SmtpSessions(RelayConfig config) {
        this.config = config;
        this.tls = RelayTrust.of(config.trust());
        this.permits = new Semaphore(config.maxSessions());
        this.timer =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("smtp-timer").factory());
        var half = config.idle().dividedBy(2).toMillis() + 1;
        var _ = timer.scheduleWithFixedDelay(this::closeAged, half, half, TimeUnit.MILLISECONDS);
        var look = config.writeTimeout().dividedBy(10).toMillis() + 1;
        var _ = timer.scheduleWithFixedDelay(this::breakStuck, look, look, TimeUnit.MILLISECONDS);
    }

    /** An open session, for the calling thread alone until it is given back. */
    SmtpSession borrow() throws SmtpUnreachableException {
        take();
        return keptOrOpened();
    }

    /** As {@link #borrow}; {@code null} when all are in use. */
    @Nullable SmtpSession borrowNow() throws SmtpUnreachableException {
        return permits.tryAcquire() ? keptOrOpened() : null;
    }

    private SmtpSession keptOrOpened() throws SmtpUnreachableException {
        var session = idle.pollFirst();
        while (session != null) {
            if (session.mayContinue(config.maxMessagesPerSession(), config.idle().toNanos())) {
                return session;
            }
            close(session);
            session = idle.pollFirst();
        }
        return openOrRelease();
    }

    /** A session that nobody used before, for when a kept one turned out to be closed. */
    SmtpSession borrowFresh() throws SmtpUnreachableException {
        take();
        return openOrRelease();
    }

    /** Ends the loan; the session is kept only when it is still good for another message. */
    void giveBack(SmtpSession session) {
        if (!closed.get()
                && session.mayContinue(config.maxMessagesPerSession(), config.idle().toNanos())) {
            idle.addFirst(session);
        } else {
            close(session);
        }
        permits.release();
    }

    /** Says goodbye on all kept sessions; those on loan are closed when they are given back. */
    @Override
    public void close() {
        closed.set(true);
        timer.shutdown();
        for (var session = idle.pollFirst(); session != null; session = idle.pollFirst()) {
            close(session);
        }
    }

    private void take() throws SmtpUnreachableException {
        try {
            if (permits.tryAcquire(QUEUE_FOR_A_SESSION.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            throw SmtpUnreachableException.because(
                    "no session became free", new IllegalStateException("all are in use"));
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw SmtpUnreachableException.because(
                    "interrupted while waiting for a session", interruption);
        }
    }

    private SmtpSession openOrRelease() throws SmtpUnreachableException {
        try {
            return open();
        } catch (SmtpUnreachableException unreachable) {
            permits.release();
            throw unreachable;
        }
    }

    private SmtpSession open() throws SmtpUnreachableException {
        var session = SmtpSession.open(config, tls);
        open.add(session);
        return session;
    }

    private void closeAged() {
        for (var session : idle) {
            if (!session.mayContinue(config.maxMessagesPerSession(), config.idle().toNanos())
                    && idle.remove(session)) {
                close(session);
            }
        }
    }

    private void breakStuck() {
        for (var session : open) {
            session.breakIfStuck(config.writeTimeout());
        }
    }

    private void close(SmtpSession session) {
        open.remove(session);
        session.close();
    }
}
