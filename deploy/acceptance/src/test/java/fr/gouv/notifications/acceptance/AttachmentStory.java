package fr.gouv.notifications.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A file that was uploaded arrives with the e-mail, byte for byte and under its own name. */
@ExtendWith(Platform.class)
class AttachmentStory {

    @Test
    void aFileArrivesWithTheMail(Platform platform, @TempDir Path folder) throws IOException {
        var service = platform.newService("Caisse");
        service.publish("avis", "mandatory", "Avis", "Votre attestation est jointe.");
        var content = new byte[3_000_000];
        new Random(7).nextBytes(content);
        System.arraycopy(new byte[] {'%', 'P', 'D', 'F', '-'}, 0, content, 0, 5);
        var file = Files.write(folder.resolve("Attestation d’Inès.pdf"), content);

        var kept = service.api().postFile("/v1/attachments", file, Map.of());
        assertThat(kept.status()).as(kept.body().toString()).isEqualTo(201);
        var sent =
                service.api()
                        .post(
                                "/v1/notifications",
                                Map.of(
                                        "template",
                                        "avis",
                                        "to",
                                        Map.of("email", "piece-jointe@exemple.test"),
                                        "values",
                                        Map.of(),
                                        "attachments",
                                        List.of(kept.text("id"))));
        assertThat(sent.status()).as(sent.body().toString()).isEqualTo(201);

        platform.awaitStatus(service, sent.text("id"), "delivered");
        var mail = platform.awaitMail("piece-jointe@exemple.test");
        assertThat(mail.text()).contains("Votre attestation est jointe.");
        assertThat(mail.attachments()).hasSize(1);
        assertThat(mail.attachments().getFirst().name()).isEqualTo("Attestation d’Inès.pdf");
        assertThat(mail.attachments().getFirst().type()).isEqualTo("application/pdf");
        assertThat(mail.attachments().getFirst().content()).isEqualTo(content);
    }
}
