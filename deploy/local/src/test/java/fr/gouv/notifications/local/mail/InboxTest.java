package fr.gouv.notifications.local.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InboxTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

    @TempDir private Path folder = Path.of("");

    @Test
    void showsTheNewestFirst() {
        var inbox = inbox(Inbox.Limits.USUAL);
        receive(inbox, "a@x.example", "first");
        receive(inbox, "b@x.example", "second");

        assertThat(inbox.mails()).extracting(Mail::subject).containsExactly("second", "first");
        assertThat(inbox.mails().getFirst().receivedAt()).isEqualTo(NOW);
    }

    @Test
    void takesAMessageApart() {
        var inbox = inbox(Inbox.Limits.USUAL);

        var mail =
                inbox.receive(
                        Samples.complete(),
                        "no-reply@mairie.example",
                        List.of("zoe@citoyen.example"));

        assertThat(mail.subject()).isEqualTo("Votre rendez-vous du 3 mai à 10 h");
        assertThat(mail.attachments()).containsExactly("convocation.pdf");
        assertThat(inbox.content(mail.number()))
                .hasValueSatisfying(
                        content -> {
                            assertThat(content.text()).contains("Bonjour Zoé, à bientôt.");
                            assertThat(content.html()).contains("<p>Bonjour Zoé</p>");
                            assertThat(content.files()).hasSize(1);
                            assertThat(content.headers())
                                    .contains(
                                            new MailContent.Field(
                                                    "From",
                                                    "Mairie de Saint-Étienne <no-reply@mairie.example>"));
                        });
        assertThat(inbox.source(mail.number()))
                .hasValueSatisfying(source -> assertThat(source).isEqualTo(Samples.complete()));
    }

    @Test
    void theOldestGoWhenThereAreTooMany() throws Exception {
        var inbox = inbox(new Inbox.Limits(3, Long.MAX_VALUE));

        for (int i = 1; i <= 10; i++) {
            receive(inbox, "a@x.example", "mail " + i);
        }

        assertThat(inbox.mails())
                .extracting(Mail::subject)
                .containsExactly("mail 10", "mail 9", "mail 8");
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(6);
        }
    }

    @Test
    void theOldestGoWhenTheyAreTooBig() {
        var inbox = inbox(new Inbox.Limits(1000, 200));

        for (int i = 1; i <= 10; i++) {
            receive(inbox, "a@x.example", "mail " + i);
        }

        assertThat(inbox.count()).isBetween(1, 4);
        assertThat(inbox.mails().getFirst().subject()).isEqualTo("mail 10");
    }

    @Test
    void aNewStartShowsWhatWasThere() {
        receive(inbox(Inbox.Limits.USUAL), "a@x.example", "kept");

        var again = inbox(Inbox.Limits.USUAL);

        assertThat(again.mails()).extracting(Mail::subject).containsExactly("kept");
        assertThat(receive(again, "a@x.example", "next").number()).isEqualTo(2);
    }

    @Test
    void aHalfWrittenMailDoesNotCloseTheBox() throws Exception {
        receive(inbox(Inbox.Limits.USUAL), "a@x.example", "kept");
        Files.writeString(folder.resolve("00000002.json"), "{\"number\": 2, \"recei");

        assertThat(inbox(Inbox.Limits.USUAL).mails())
                .extracting(Mail::subject)
                .containsExactly("kept");
    }

    @Test
    void deletingLeavesNothing() throws Exception {
        var inbox = inbox(Inbox.Limits.USUAL);
        receive(inbox, "a@x.example", "gone");

        inbox.deleteAll();

        assertThat(inbox.mails()).isEmpty();
        assertThat(inbox.find(1)).isEmpty();
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void waitsForAMessageThatIsStillToCome() {
        var inbox = inbox(Inbox.Limits.USUAL);
        var sender = Thread.ofVirtual().start(() -> receive(inbox, "late@x.example", "late"));

        assertThat(inbox.awaitTo("LATE@x.example", Duration.ofSeconds(10))).isPresent();
        assertThat(inbox.awaitTo("never@x.example", Duration.ofMillis(50))).isEmpty();
        assertThat(sender).isNotNull();
    }

    @Test
    void aMessageThatMakesNoSenseIsShownAsItCame() {
        var inbox = inbox(Inbox.Limits.USUAL);

        var mail =
                inbox.receive(
                        "Content-Type: multipart/mixed\r\n\r\nno boundary"
                                .getBytes(StandardCharsets.UTF_8),
                        "",
                        List.of("a@x.example"));

        assertThat(inbox.content(mail.number())).isPresent();
        assertThat(inbox.source(mail.number())).isPresent();
    }

    private Inbox inbox(Inbox.Limits limits) {
        return new Inbox(folder, InstantSource.fixed(NOW), limits);
    }

    private static Mail receive(Inbox inbox, String to, String subject) {
        return inbox.receive(Samples.plain(to, subject), "a@b.example", List.of(to));
    }
}
