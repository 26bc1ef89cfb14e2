package fr.gouv.notifications.dispatch.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.contracts.AmbiguityPolicy;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.Sealed;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FairQueueTest {

    private final FairQueue queue = new FairQueue();

    @Test
    void servesTheServicesInTurn() throws InterruptedException {
        queue.addAll(List.of(task("caf-92"), task("caf-92"), task("caf-92")));
        queue.addAll(List.of(task("mairie-75")));
        queue.addAll(List.of(task("caf-92"), task("cpam-13"), task("mairie-75")));

        assertThat(services())
                .containsExactly(
                        "caf-92",
                        "mairie-75",
                        "cpam-13",
                        "caf-92",
                        "mairie-75",
                        "caf-92",
                        "caf-92");
    }

    @Test
    void keepsTheOrderOfOneService() throws InterruptedException {
        var tasks = List.of(task("caf-92"), task("caf-92"), task("caf-92"));
        queue.addAll(tasks);

        assertThat(List.of(next(), next(), next())).isEqualTo(tasks);
    }

    @Test
    void waitsForATaskAndNotForEver() throws Exception {
        assertThat(queue.poll(Duration.ofMillis(1))).isNull();
        var waiting =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return next();
                            } catch (InterruptedException interruption) {
                                throw new IllegalStateException(interruption);
                            }
                        });
        var task = task("caf-92");

        queue.addAll(List.of(task));

        assertThat(waiting.get()).isEqualTo(task);
        assertThat(queue.size()).isZero();
    }

    @Test
    void givesOutAllThatRemains() {
        queue.addAll(List.of(task("caf-92"), task("mairie-75"), task("caf-92")));

        assertThat(queue.drain()).hasSize(3);
        assertThat(queue.size()).isZero();
        assertThat(queue.drain()).isEmpty();
    }

    private List<String> services() throws InterruptedException {
        var services = new ArrayList<String>();
        while (queue.size() > 0) {
            services.add(next().service());
        }
        return services;
    }

    private Task next() throws InterruptedException {
        var task = queue.poll(Duration.ofSeconds(20));
        if (task == null) {
            throw new IllegalStateException("nothing came");
        }
        return task;
    }

    private static Task task(String service) {
        return new Task(
                UUID.randomUUID(),
                service,
                Lane.BULK,
                AmbiguityPolicy.PREFER_NO_LOSS,
                "7KQ2M9XPA",
                Instant.EPOCH,
                Instant.EPOCH,
                List.of(),
                new Sealed(LocalDate.EPOCH, "AAAA"),
                0,
                1,
                0,
                1,
                Instant.EPOCH);
    }
}
