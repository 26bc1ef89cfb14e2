package fr.gouv.notifications.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.gateway.datakey.MasterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.HashSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NotificationIdsTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00.123Z");

    private final NotificationIds ids = idsOf("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");

    @Test
    void mintsVersion7InTheOrderOfTime() {
        var id = ids.mint("caf-92", NOW);

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void knowsItsOwnIdsAgain() {
        assertThat(ids.mintedAt(ids.mint("caf-92", NOW), "caf-92")).contains(NOW);
    }

    @Test
    void knowsNoIdOfAnotherServiceOrOfAnotherKey() {
        var id = ids.mint("caf-92", NOW);
        var others = idsOf("AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");

        assertThat(ids.mintedAt(id, "caf-93")).isEmpty();
        assertThat(others.mintedAt(id, "caf-92")).isEmpty();
        assertThat(ids.mintedAt(UUID.randomUUID(), "caf-92")).isEmpty();
        assertThat(
                        ids.mintedAt(
                                new UUID(
                                        id.getMostSignificantBits() + (1L << 16),
                                        id.getLeastSignificantBits()),
                                "caf-92"))
                .isEmpty();
    }

    @Test
    void doesNotRepeatItself() {
        var seen = new HashSet<UUID>();
        for (var i = 0; i < 20_000; i++) {
            assertThat(seen.add(ids.mint("caf-92", NOW))).isTrue();
        }
    }

    private static NotificationIds idsOf(String base64) {
        try {
            var file = Files.createTempFile("master", ".key");
            file.toFile().deleteOnExit();
            return new NotificationIds(MasterKey.ofFile(Files.writeString(file, base64)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
