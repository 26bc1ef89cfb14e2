package fr.gouv.notifications.dispatch.email;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Settings for a relay on this machine, with time-outs that a test can wait for. */
record SmtpSettings(
        int port,
        Evidence evidence,
        int maxMessagesPerSession,
        Duration idle,
        Protection tls,
        Optional<String> user,
        Optional<Path> trust,
        Map<String, RelayConfig> relays,
        int weight)
        implements SmtpConfig {

    SmtpSettings(int port, Evidence evidence, int maxMessagesPerSession, Duration idle) {
        this(
                port,
                evidence,
                maxMessagesPerSession,
                idle,
                Protection.NONE,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                1);
    }

    SmtpSettings with(Protection other) {
        return new SmtpSettings(
                port, evidence, maxMessagesPerSession, idle, other, user, trust, relays, weight);
    }

    SmtpSettings as(String other) {
        return new SmtpSettings(
                port,
                evidence,
                maxMessagesPerSession,
                idle,
                tls,
                Optional.of(other),
                trust,
                relays,
                weight);
    }

    SmtpSettings trusting(Path other) {
        return new SmtpSettings(
                port,
                evidence,
                maxMessagesPerSession,
                idle,
                tls,
                user,
                Optional.of(other),
                relays,
                weight);
    }

    SmtpSettings beside(Map<String, RelayConfig> others) {
        return new SmtpSettings(
                port, evidence, maxMessagesPerSession, idle, tls, user, trust, others, weight);
    }

    SmtpSettings weighing(int other) {
        return new SmtpSettings(
                port, evidence, maxMessagesPerSession, idle, tls, user, trust, relays, other);
    }

    static SmtpSettings of(int port) {
        return new SmtpSettings(port, Evidence.HANDOVER, 100, Duration.ofSeconds(30));
    }

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public Optional<String> password() {
        return user.map(_ -> "secret");
    }

    @Override
    public String ehlo() {
        return "dispatch.test";
    }

    @Override
    public String mailDomain() {
        return "notif.test";
    }

    @Override
    public int maxSessions() {
        return 2;
    }

    @Override
    public Duration connectTimeout() {
        return Duration.ofMillis(500);
    }

    @Override
    public Duration readTimeout() {
        return Duration.ofMillis(400);
    }

    @Override
    public Duration writeTimeout() {
        return Duration.ofMillis(400);
    }
}
