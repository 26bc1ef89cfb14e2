package fr.gouv.notifications.dispatch.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import fr.gouv.notifications.eventing.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SigningKeysTest {

    private final TestSigningKeys source = new TestSigningKeys();
    private volatile Instant now = Instant.parse("2026-11-26T12:00:00Z");
    private final InstantSource clock = () -> now;
    private final SigningKeys keys =
            new SigningKeys(source, clock, new TestSigningKeys.Settings(true), Rsa.fastest());

    @AfterEach
    void comeBack() {
        TestSigningKeys.areAway(false);
    }

    @Test
    void manyMessagesOfOneDomainAskOnce() {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, 40)
                    .mapToObj(
                            _ ->
                                    CompletableFuture.supplyAsync(
                                            () -> keys.of("notif.test"), threads))
                    .toList()
                    .forEach(found -> assertThat(found.join()).isPresent());
        }

        assertThat(source.asked).hasValue(1);
    }

    @Test
    void aKnownKeyIsAskedForAgainInTheBackgroundAndUsedMeanwhile() {
        keys.of("notif.test");
        now = now.plus(Duration.ofMinutes(3));

        assertThat(keys.of("notif.test")).isPresent();

        await().untilAsserted(() -> assertThat(source.asked).hasValue(2));
    }

    @Test
    void aKnownKeyIsUsedForADayWhileTheGatewayIsAway() {
        keys.of("notif.test");
        TestSigningKeys.areAway(true);

        now = now.plus(Duration.ofHours(23));
        assertThat(keys.of("notif.test")).isPresent();

        now = now.plus(Duration.ofHours(2));
        assertThatThrownBy(() -> keys.of("notif.test")).isInstanceOf(Unavailable.class);
    }

    @Test
    void aGatewayThatGaveNoKeyIsLeftInPeaceForAMoment() {
        TestSigningKeys.areAway(true);
        for (var i = 0; i < 5; i++) {
            assertThatThrownBy(() -> keys.of("notif.test")).isInstanceOf(Unavailable.class);
        }
        assertThat(source.asked).hasValue(1);
        TestSigningKeys.areAway(false);

        now = now.plus(Duration.ofSeconds(6));

        assertThat(keys.of("notif.test")).isPresent();
    }

    @Test
    void aDomainThatIsNotOursHasNone() {
        assertThat(keys.of("nobody.test")).isEmpty();
    }
}
