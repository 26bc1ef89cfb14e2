package fr.gouv.notifications.dispatch.email;

import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.dispatch.delivery.Outcome;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The open sessions with one relay: bounded, kept for many messages, never shared by two threads.
 * The most recently used one is lent first, so that those no longer needed grow old and are closed.
 */
final class SmtpSessions implements AutoCloseable {

    private static final Duration QUEUE_FOR_A_SESSION = Duration.ofSeconds(60);

    private final SmtpConfig config;
    private final Session mail;
    private final URLName relay;
    private final Semaphore permits;
    private final ConcurrentLinkedDeque<SmtpSession> idle = new ConcurrentLinkedDeque<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final ScheduledExecutorService timer;

    SmtpSessions(SmtpConfig config) {
        this.config = config;
        this.permits = new Semaphore(config.maxSessions());
        this.timer =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("smtp-timer").factory());
        this.relay =
                new URLName(
                        scheme(),
                        config.host(),
                        config.port(),
                        null,
                        config.user().orElse(null),
                        config.password().orElse(null));
        this.mail = Session.getInstance(properties());
        var half = config.idle().dividedBy(2).toMillis() + 1;
        var _ = timer.scheduleWithFixedDelay(this::closeAged, half, half, TimeUnit.MILLISECONDS);
    }

    /** The mail session by whose settings messages are composed. */
    Session mail() {
        return mail;
    }

    /** An open session, for the calling thread alone until it is given back. */
    SmtpSession borrow() throws SmtpUnreachableException {
        take();
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
            throw nobodyAnswers("no session became free", null);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw nobodyAnswers("interrupted while waiting for a session", interruption);
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
        var session = new SmtpSession(mail, relay, scheme(), isTls());
        try {
            session.connect();
            return session;
        } catch (AuthenticationFailedException refused) {
            close(session);
            var said = session.refusal();
            throw new SmtpUnreachableException(
                    new Outcome.Unreachable(
                            Reason.SENDER_REFUSED,
                            said == null ? new Outcome.Answer("auth", null) : said.answer()),
                    refused);
        } catch (MessagingException failure) {
            close(session);
            var said = session.refusal();
            if (said != null) {
                throw new SmtpUnreachableException(SmtpAnswers.beforeAnyMessage(said), failure);
            }
            throw nobodyAnswers(isAboutTls(failure) ? "tls" : "connect", failure);
        }
    }

    private static boolean isAboutTls(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return true;
            }
        }
        return failure.getMessage() != null && failure.getMessage().contains("STARTTLS");
    }

    private static SmtpUnreachableException nobodyAnswers(String code, @Nullable Throwable cause) {
        var outcome =
                new Outcome.Unreachable(
                        Reason.PROVIDER_UNREACHABLE, new Outcome.Answer(code, null));
        return new SmtpUnreachableException(
                outcome, cause == null ? new IllegalStateException(code) : cause);
    }

    private void closeAged() {
        for (var session : idle) {
            if (!session.mayContinue(config.maxMessagesPerSession(), config.idle().toNanos())
                    && idle.remove(session)) {
                close(session);
            }
        }
    }

    private static void close(SmtpSession session) {
        try {
            session.close();
        } catch (MessagingException ignored) {
            // The server is gone already, or goes away without a word: nothing depends on it.
        }
    }

    private boolean isTls() {
        return config.tls() == SmtpConfig.Protection.TLS;
    }

    private String scheme() {
        return isTls() ? "smtps" : "smtp";
    }

    private Properties properties() {
        var properties = new Properties();
        for (var scheme : new String[] {"mail.smtp.", "mail.smtps."}) {
            properties.put(scheme + "localhost", config.ehlo());
            properties.put(scheme + "connectiontimeout", millis(config.connectTimeout()));
            properties.put(scheme + "timeout", millis(config.readTimeout()));
            properties.put(scheme + "writetimeout", millis(config.writeTimeout()));
            properties.put(scheme + "executor.writetimeout", timer);
            properties.put(scheme + "auth", Boolean.toString(config.user().isPresent()));
            properties.put(scheme + "ssl.checkserveridentity", "true");
            properties.put(scheme + "ssl.protocols", "TLSv1.3 TLSv1.2");
            properties.put(scheme + "quitwait", "false");
            properties.put(scheme + "sendpartial", "false");
            properties.put(scheme + "dsn.ret", "HDRS");
            properties.put(scheme + "socketFactory", new PromptSockets());
            properties.put(scheme + "socketFactory.fallback", "false");
        }
        var starttls = config.tls() == SmtpConfig.Protection.STARTTLS;
        properties.put("mail.smtp.starttls.enable", Boolean.toString(starttls));
        properties.put("mail.smtp.starttls.required", Boolean.toString(starttls));
        return properties;
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
