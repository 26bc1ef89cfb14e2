package fr.gouv.notifications.eventing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.gouv.notifications.contracts.Recipient;
import fr.gouv.notifications.contracts.Sealed;
import fr.gouv.notifications.eventing.testing.FixedDataKeys;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class KeyRingTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 23);
    private final UUID id = UUID.randomUUID();
    private final AtomicInteger fetches = new AtomicInteger();
    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-11-23T10:00:00Z"));
    private final KeyRing ring =
            new KeyRing(
                    new FixedDataKeys() {
                        @Override
                        public byte[] keyOf(String service, LocalDate day) throws Erased {
                            fetches.incrementAndGet();
                            return super.keyOf(service, day);
                        }
                    },
                    now::get,
                    new KeyRing.Config() {
                        @Override
                        public Duration keptFor() {
                            return Duration.ofMinutes(10);
                        }

                        @Override
                        public int atMost() {
                            return 2;
                        }
                    });

    @Test
    void opensWhatItSealed() throws Exception {
        var recipient = new Recipient(null, "jeanne@exemple.test", null, "dossier-7");

        var sealed = ring.seal("caf-92", DAY, id, "recipient", recipient);

        assertThat(ring.open("caf-92", id, "recipient", sealed, Recipient.class))
                .isEqualTo(recipient);
        assertThat(sealed.toString()).doesNotContain("jeanne");
    }

    @Test
    void sealsTheSameWordsDifferentlyEachTime() throws Exception {
        var words = "bonjour".getBytes(UTF_8);

        assertThat(ring.seal("caf-92", DAY, id, "words", words))
                .isNotEqualTo(ring.seal("caf-92", DAY, id, "words", words));
    }

    @Test
    void refusesABoxMovedToAnotherNotificationPurposeServiceOrDay() throws Exception {
        var sealed = ring.seal("caf-92", DAY, id, "words", "bonjour".getBytes(UTF_8));

        assertThatThrownBy(() -> ring.open("caf-92", UUID.randomUUID(), "words", sealed))
                .isInstanceOf(UnreadableRecord.class)
                .hasMessage("seal-broken-words");
        assertThatThrownBy(() -> ring.open("caf-92", id, "address", sealed))
                .isInstanceOf(UnreadableRecord.class);
        assertThatThrownBy(() -> ring.open("ville-x", id, "words", sealed))
                .isInstanceOf(UnreadableRecord.class);
        assertThatThrownBy(
                        () ->
                                ring.open(
                                        "caf-92",
                                        id,
                                        "words",
                                        new Sealed(DAY.plusDays(1), sealed.box())))
                .isInstanceOf(UnreadableRecord.class);
    }

    @Test
    void refusesAChangedOrTruncatedBox() throws Exception {
        var sealed = ring.seal("caf-92", DAY, id, "words", "bonjour".getBytes(UTF_8));
        var bytes = Base64.getUrlDecoder().decode(sealed.box());
        bytes[bytes.length - 1] ^= 1;
        var changed = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);

        assertThatThrownBy(() -> ring.open("caf-92", id, "words", new Sealed(DAY, changed)))
                .isInstanceOf(UnreadableRecord.class);
        assertThatThrownBy(() -> ring.open("caf-92", id, "words", new Sealed(DAY, "AAAA")))
                .isInstanceOf(UnreadableRecord.class);
        assertThatThrownBy(() -> ring.open("caf-92", id, "words", new Sealed(DAY, "%%%")))
                .isInstanceOf(UnreadableRecord.class);
    }

    @Test
    void cannotOpenOnceTheKeyIsDestroyed() {
        assertThatThrownBy(
                        () ->
                                ring.seal(
                                        FixedDataKeys.ERASED_SERVICE,
                                        DAY,
                                        id,
                                        "words",
                                        new byte[1]))
                .isInstanceOf(DataKeys.Erased.class);
    }

    @Test
    void fetchesAKeyOnceAndAgainWhenItsTimeIsOver() throws Exception {
        ring.seal("caf-92", DAY, id, "words", new byte[1]);
        ring.seal("caf-92", DAY, id, "words", new byte[1]);
        assertThat(fetches).hasValue(1);
        assertThat(ring.has("caf-92", DAY)).isTrue();

        now.set(now.get().plus(Duration.ofMinutes(10)));

        assertThat(ring.has("caf-92", DAY)).isFalse();
        ring.seal("caf-92", DAY, id, "words", new byte[1]);
        assertThat(fetches).hasValue(2);
    }

    @Test
    void holdsABoundedNumberOfKeys() throws Exception {
        for (var day = 0; day < 5; day++) {
            ring.seal("caf-92", DAY.plusDays(day), id, "words", new byte[1]);
        }

        assertThat(ring.has("caf-92", DAY)).isFalse();
        assertThat(ring.has("caf-92", DAY.plusDays(4))).isTrue();
    }
}
