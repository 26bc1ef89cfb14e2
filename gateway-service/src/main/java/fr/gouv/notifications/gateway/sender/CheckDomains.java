package fr.gouv.notifications.gateway.sender;

import fr.gouv.notifications.gateway.doctor.Doctor;
import fr.gouv.notifications.gateway.doctor.DoctorConfig;
import fr.gouv.notifications.gateway.doctor.Health;
import fr.gouv.notifications.gateway.doctor.Patient;
import fr.gouv.notifications.gateway.problem.Problem;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Has each domain examined once a day, by one of the replicas, and more often while it is not green; raises
 * the alarm when a domain that was green is so no more.
 */
@ApplicationScoped
class CheckDomains {

    private static final Logger LOG = Logger.getLogger(CheckDomains.class);
    private static final int AT_ONCE = 5;

    private final Doctor doctor;
    private final DoctorConfig config;
    private final SendingDomains domains;
    private final DomainChecks checks;
    private final InstantSource clock;
    private final MeterRegistry metrics;
    private final Map<String, AtomicLong> counted = new ConcurrentHashMap<>();
    private final CountDownLatch stopped = new CountDownLatch(1);

    CheckDomains(
            Doctor doctor,
            DoctorConfig config,
            SendingDomains domains,
            DomainChecks checks,
            InstantSource clock,
            MeterRegistry metrics) {
        this.doctor = doctor;
        this.config = config;
        this.domains = domains;
        this.checks = checks;
        this.clock = clock;
        this.metrics = metrics;
    }

    void start(@Observes StartupEvent event) {
        metrics.counter("notifications.domains.drifted");
        Thread.ofVirtual().name("domain-doctor").start(this::untilStopped);
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    private void untilStopped() {
        try {
            do {
                lookOrSay();
            } while (!stopped.await(config.look().toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookOrSay() {
        try {
            if (doctor.isOn()) {
                round();
            } else {
                checks.holdNobody();
            }
            count();
        } catch (RuntimeException e) {
            LOG.warnf("domains are examined later: %s", e.getClass().getName());
        }
    }

    /** Examines what is due; how many domains. */
    int round() {
        var now = clock.instant();
        var lease = config.patience().multipliedBy(AT_ONCE + 1L);
        var due = checks.claim(now, now.plus(lease), AT_ONCE);
        due.forEach(domain -> domains.find(domain).ifPresent(this::examine));
        return due.size();
    }

    /** Examines it now, while the caller waits for the DNS, and keeps what was found. */
    Standing examine(SendingDomain domain) {
        var findings =
                doctor.examine(patient(domain))
                        .orElseThrow(
                                () ->
                                        Problem.of(
                                                        409,
                                                        "doctor-off",
                                                        "Domains are not examined here",
                                                        "this platform was told to ask no resolver"
                                                                + " (DNS_RESOLVER is none)")
                                                .refused());
        var health = Health.of(findings);
        var before = checks.of(domain.domain());
        var now = clock.instant();
        var isGreen = health.filter(Health.GREEN::equals).isPresent();
        QuarkusTransaction.requiringNew()
                .run(
                        () ->
                                checks.save(
                                        domain.domain(),
                                        health,
                                        findings,
                                        now,
                                        now.plus(isGreen ? config.every() : config.soon())));
        if (before.health() == Health.GREEN && health.isPresent() && !isGreen) {
            metrics.counter("notifications.domains.drifted").increment();
            LOG.errorf(
                    "the domain %s was green and is %s: see GET /v1/domains/%s/check",
                    domain.domain(), health.get().word(), domain.domain());
        }
        return checks.of(domain.domain());
    }

    private static Patient patient(SendingDomain domain) {
        return new Patient(
                domain.domain(),
                domain.keys().stream()
                        .filter(key -> key.state() != KeyState.RETIRED)
                        .map(
                                key ->
                                        new Patient.Key(
                                                key.selector(),
                                                key.publicKey(),
                                                key.record(),
                                                key.state() == KeyState.CURRENT))
                        .toList());
    }

    private void count() {
        var now = checks.counted();
        for (var health : List.of("green", "orange", "red", "unchecked")) {
            counted.computeIfAbsent(
                            health,
                            _ ->
                                    metrics.gauge(
                                            "notifications.domains",
                                            Tags.of("health", health),
                                            new AtomicLong()))
                    .set(now.getOrDefault(health, 0L));
        }
    }
}
