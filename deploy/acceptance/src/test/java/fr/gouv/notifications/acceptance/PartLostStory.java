package fr.gouv.notifications.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.gouv.notifications.local.ApiClient.Answer;
import fr.gouv.notifications.local.Part;
import fr.gouv.notifications.local.Port;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The broker or the database dies while everything runs: who asks is told the truth, and when the
 * part is there again all goes on, without a restart, without a loss and without a double.
 */
@ExtendWith(Platform.class)
@SuppressWarnings("NullAway.Init") // fields are set before every test
class PartLostStory {

    private static final int CALLERS = 200;
    private static final Duration LONGER_THAN_A_CONNECTION = Duration.ofSeconds(8);

    /** Far below any time-out; a busy machine included. */
    private static final Duration AT_ONCE = Duration.ofSeconds(4);

    private Platform platform;
    private PublicService service;
    private List<Long> processes;

    @BeforeEach
    void becomeAService(Platform running) {
        platform = running;
        service = platform.newService("Caisse");
        service.publish("avis", "mandatory", "Avis", "Un avis vous attend.");
        // The day's key and all connections are there, as in a platform that runs for a while.
        platform.awaitStatus(
                service, service.send("avis", "avant@perte.test", Map.of()), "delivered");
        processes = processes();
    }

    @Test
    void withoutItsBrokerThePlatformSaysNoAndThenGoesOn() throws Exception {
        var accepted = burst("courtier");
        var broker = platform.stack().part(Part.KAFKA);
        broker.kill();
        try {
            assertUnavailable(post("sans-courtier@perte.test"), "broker-unavailable");
            var threads = threadsOfGateway();

            var slowest = new AtomicLong();
            var answers = atOnce(() -> timed(slowest));

            assertThat(answers)
                    .allSatisfy(answer -> assertUnavailable(answer, "broker-unavailable"));
            assertThat(Duration.ofNanos(slowest.get())).as("slowest answer").isLessThan(AT_ONCE);
            assertThat(threadsOfGateway())
                    .as("threads after %d calls at once", CALLERS)
                    .isLessThan(threads + CALLERS / 2);
        } finally {
            broker.start();
        }

        accepted.put("apres-courtier@perte.test", acceptedAgain("apres-courtier@perte.test"));
        assertDeliveredOnce(accepted);
        assertThat(platform.mailsTo("sans-courtier@perte.test")).isZero();
        assertThat(processes()).as("no service was restarted").isEqualTo(processes);
    }

    @Test
    void withoutItsDatabaseThePlatformSaysSoAndThenGoesOn() throws Exception {
        var accepted = burst("base");
        var known = accepted.values().iterator().next();
        var database = platform.stack().part(Part.POSTGRES);
        database.kill();
        try {
            assertUnavailable(service.read(known), "tracking-unavailable");
            // Longer than a service waits for a connection: listeners meet the failure itself.
            var end = System.nanoTime() + LONGER_THAN_A_CONNECTION.toNanos();
            for (var n = 0; System.nanoTime() < end; n++) {
                var address = "sans-base-" + n + "@perte.test";
                var answer = post(address);
                if (answer.status() == 201) {
                    accepted.put(address, answer.text("id"));
                } else {
                    assertUnavailable(answer, "storage-unavailable");
                }
                TimeUnit.MILLISECONDS.sleep(500);
            }
        } finally {
            // Workers of a database that was killed may hold its memory for a moment.
            await("the database starts")
                    .atMost(Platform.LONG)
                    .ignoreExceptions()
                    .until(
                            () -> {
                                database.start();
                                return database.running();
                            });
        }

        accepted.put("apres-base@perte.test", acceptedAgain("apres-base@perte.test"));
        assertDeliveredOnce(accepted);
        assertThat(processes()).as("no service was restarted").isEqualTo(processes);
    }

    /** Accepted just before the part dies, and somewhere on its way. */
    private Map<String, String> burst(String name) {
        var accepted = new LinkedHashMap<String, String>();
        for (var n = 0; n < 20; n++) {
            var address = name + "-" + n + "@perte.test";
            accepted.put(address, service.send("avis", address, Map.of()));
        }
        return accepted;
    }

    private Answer timed(AtomicLong slowest) {
        var began = System.nanoTime();
        var answer = post("sans-courtier@perte.test");
        slowest.accumulateAndGet(System.nanoTime() - began, Math::max);
        return answer;
    }

    private Answer post(String address) {
        return service.api()
                .post(
                        "/v1/notifications",
                        Map.of("template", "avis", "to", Map.of("email", address)));
    }

    private String acceptedAgain(String address) {
        return await("accepted again")
                .atMost(Platform.LONG)
                .until(() -> post(address), answer -> answer.status() == 201)
                .text("id");
    }

    private static List<Answer> atOnce(Callable<Answer> call) throws Exception {
        var answers = new ArrayList<Answer>();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = new ArrayList<Callable<Answer>>();
            for (var n = 0; n < CALLERS; n++) {
                calls.add(call);
            }
            for (var each : callers.invokeAll(calls)) {
                answers.add(each.get());
            }
        }
        return answers;
    }

    private void assertDeliveredOnce(Map<String, String> accepted) {
        accepted.values().forEach(id -> platform.awaitStatus(service, id, "delivered"));
        assertThat(accepted.keySet())
                .allSatisfy(address -> assertThat(platform.mailsTo(address)).isEqualTo(1));
    }

    private static void assertUnavailable(Answer answer, String type) {
        assertThat(answer.status()).as("status of %s", answer.body()).isEqualTo(503);
        assertThat(answer.text("type")).isEqualTo("urn:notifications:problem:" + type);
        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                .startsWith("application/problem+json");
        assertThat(answer.headers().firstValue("Retry-After").orElse("")).matches("[1-9]\\d*");
    }

    private List<Long> processes() {
        return Part.services().stream().map(part -> platform.stack().part(part).pid()).toList();
    }

    private double threadsOfGateway() {
        return platform.metric(Port.GATEWAY, "jvm_threads_live_threads", "");
    }
}
