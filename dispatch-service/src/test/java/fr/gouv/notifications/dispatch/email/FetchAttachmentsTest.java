package fr.gouv.notifications.dispatch.email;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.Words;
import fr.gouv.notifications.dispatch.delivery.Message;
import fr.gouv.notifications.dispatch.delivery.RelayResource;
import fr.gouv.notifications.dispatch.email.Attachments.Fetched;
import fr.gouv.notifications.eventing.KeyRing;
import fr.gouv.notifications.eventing.Unavailable;
import fr.gouv.notifications.eventing.testing.PlatformResource;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PlatformResource.class)
@QuarkusTestResource(RelayResource.class)
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class FetchAttachmentsTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 27);
    private static final String SERVICE = "caf-92";

    @Inject KeyRing keys;

    private final Map<UUID, byte[]> kept = new HashMap<>();
    private AttachmentSource source = (_, id) -> Optional.ofNullable(kept.get(id));

    @Test
    void opensThemInTheirOrder() throws Exception {
        var first = keep("un");
        var second = keep("deux");

        try (var fetched = files(100).fetch(message(), List.of(second, first))) {
            assertThat(((Fetched.Files) fetched).files())
                    .extracting(file -> file.name() + "=" + new String(file.content(), UTF_8))
                    .containsExactly("deux.txt=deux", "un.txt=un");
        }
    }

    @Test
    void whatIsGoneOrNotWhatWasSealedIsGoneForGood() throws Exception {
        var gone = new Words.Attachment(UUID.randomUUID(), DAY, "a.txt", "text/plain", 1);
        var changed = keep("un");
        kept.computeIfPresent(changed.id(), (_, box) -> Arrays.copyOf(box, box.length - 1));
        var swapped = keep("deux");
        kept.put(swapped.id(), kept.get(keep("trois").id()));

        for (var attachment : List.of(gone, changed, swapped)) {
            assertThat(files(100).fetch(message(), List.of(attachment)))
                    .isInstanceOf(Fetched.Gone.class);
        }
    }

    @Test
    void waitsWhileTheGatewayIsAwayOrThereIsNoRoom() throws Exception {
        var one = keep("un");
        var files = files(1);
        source =
                (_, _) -> {
                    throw new Unavailable("away", new IllegalStateException());
                };
        assertThat(files(1).fetch(message(), List.of(one))).isInstanceOf(Fetched.Later.class);
        source = (_, id) -> Optional.ofNullable(kept.get(id));

        var large = new Words.Attachment(one.id(), DAY, "un.txt", "text/plain", 10_000_000);
        try (var held = files.fetch(message(), List.of(large))) {
            assertThat(held).isInstanceOf(Fetched.Files.class);
            assertThat(files.fetch(message(), List.of(one))).isInstanceOf(Fetched.Later.class);
            assertThat(files.fetch(message(), List.of())).isInstanceOf(Fetched.Files.class);
        }
        var gone = new Words.Attachment(UUID.randomUUID(), DAY, "a.txt", "text/plain", 1);
        assertThat(files.fetch(message(), List.of(gone))).isInstanceOf(Fetched.Gone.class);
        try (var again = files.fetch(message(), List.of(one))) {
            assertThat(again).isInstanceOf(Fetched.Files.class);
        }
    }

    private Words.Attachment keep(String content) throws Exception {
        var id = UUID.randomUUID();
        kept.put(id, keys.sealBytes(SERVICE, DAY, id, "attachment", content.getBytes(UTF_8)));
        return new Words.Attachment(id, DAY, content + ".txt", "text/plain", content.length());
    }

    private FetchAttachments files(int kibibytes) {
        return new FetchAttachments(
                (service, id) -> source.sealed(service, id),
                keys,
                new AttachmentConfig() {
                    @Override
                    public MemorySize atOnce() {
                        return new MemorySize(BigInteger.valueOf(kibibytes * 1024L));
                    }

                    @Override
                    public Duration patience() {
                        return Duration.ofMillis(50);
                    }
                });
    }

    private static Message message() {
        return new Message(
                UUID.randomUUID(),
                1,
                SERVICE,
                Lane.EXPRESS,
                "ines@boite.test",
                new Words("CAF", null, null, null, null),
                "7KQ2M9XPA");
    }
}
