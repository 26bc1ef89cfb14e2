package fr.gouv.notifications.dispatch.email;

import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.contracts.Category;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.Words;
import fr.gouv.notifications.dispatch.delivery.Message;
import fr.gouv.notifications.dispatch.inbound.WaysBack;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailComposerTest {

    private static final UUID NOTIFICATION =
            UUID.fromString("01985b2e-0000-7000-8000-000000000001");
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final String EMOJI_AND_ARABIC = "Reçu 🎉 مرحبا بالعالم ça va";

    private final Session session = Session.getInstance(new Properties());
    private final MailComposer composer = new MailComposer("notif.test", InstantSource.fixed(NOON));

    @Test
    void namesTheServiceAsTheOneSenderAndKeepsItsMessageId() throws Exception {
        var first = sent("Rendez-vous", "<p>Bonjour</p>", "Bonjour", null);
        var second = sent("Rendez-vous", "<p>Bonjour</p>", "Bonjour", null);

        assertThat(first.getFrom()).hasSize(1);
        assertThat(first.getFrom()[0])
                .isEqualTo(
                        new InternetAddress("caf-92@notif.test", "CAF d’Île-de-France", "UTF-8"));
        assertThat(((InternetAddress) first.getFrom()[0]).getPersonal())
                .isEqualTo("CAF d’Île-de-France");
        assertThat(first.getMessageID()).isEqualTo("<" + NOTIFICATION + "@notif.test>");
        assertThat(second.getMessageID()).isEqualTo(first.getMessageID());
        assertThat(first.getSentDate().toInstant()).isEqualTo(NOON);
        assertThat(first.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(first.getHeader("Content-Language")).containsExactly("fr");
        assertThat(first.getHeader("To")).containsExactly("ines@boite.test");
        assertThat(first.getHeader("Reply-To")).isNull();
        assertThat(first.getHeader("X-Mailer")).isNull();
    }

    @Test
    void saysWhereComplaintsAreHeard() throws Exception {
        var plain = message("CAF", "Avis", "<p>Bonjour</p>", "Bonjour", null);
        var back = new WaysBack("bounce+a@notif.test", "complaint+a@notif.test", null, "id.0.1");
        var heard =
                new Message(
                        NOTIFICATION,
                        1,
                        plain.service(),
                        plain.lane(),
                        plain.address(),
                        plain.words(),
                        plain.proofCode(),
                        back);
        var email = Objects.requireNonNull(plain.words().email());
        var recipient = new InternetAddress("ines@boite.test");

        var composed = composer.compose(heard, email, recipient, List.of());

        assertThat(composed.sender()).isEqualTo("bounce+a@notif.test");
        assertThat(reread(composed).getHeader("CFBL-Address"))
                .containsExactly("complaint+a@notif.test; report=arf");
        assertThat(
                        reread(composer.compose(plain, email, recipient, List.of()))
                                .getHeader("CFBL-Address"))
                .isNull();
    }

    @Test
    void hasAnswersBroughtByUsWhereTheServiceReadsThem() throws Exception {
        assertThat(answersTo("accueil@caf.example", "reply+a@notif.test"))
                .containsExactly("reply+a@notif.test");
        assertThat(answersTo("accueil@caf.example", null)).containsExactly("accueil@caf.example");
        assertThat(answersTo(null, "reply+a@notif.test")).isNull();
    }

    private String @Nullable [] answersTo(@Nullable String mailbox, @Nullable String replies)
            throws Exception {
        var plain = message("CAF", "Avis", "<p>Bonjour</p>", "Bonjour", mailbox);
        var message =
                new Message(
                        NOTIFICATION,
                        1,
                        plain.service(),
                        plain.lane(),
                        plain.address(),
                        plain.words(),
                        plain.proofCode(),
                        new WaysBack("bounce+a@notif.test", "c+a@notif.test", replies, "id.0.1"));
        return reread(
                        composer.compose(
                                message,
                                Objects.requireNonNull(plain.words().email()),
                                new InternetAddress("ines@boite.test"),
                                List.of()))
                .getHeader("Reply-To");
    }

    @Test
    void filesGoBesideTheWordsUnderTheirOwnNames() throws Exception {
        var picture = new byte[100_000];
        new Random(7).nextBytes(picture);
        var longName = "Décision d’attribution ".repeat(4) + "مرحبا.png";
        var composed =
                composer.compose(
                        message("CAF", "x", "<p>a</p>", "a", null),
                        new Words.Email("x", "<p>a</p>", "a"),
                        new InternetAddress("ines@boite.test"),
                        List.of(
                                new MailFile(
                                        "Lettre \"du\" 3 mai.pdf",
                                        "application/pdf",
                                        new byte[] {0, 1, -1}),
                                new MailFile(longName, "image/png", picture),
                                new MailFile(
                                        "é.txt",
                                        "text/plain",
                                        "été".getBytes(StandardCharsets.UTF_8)),
                                new MailFile(
                                        "l.csv",
                                        "text/csv",
                                        "été".getBytes(StandardCharsets.ISO_8859_1))));

        var octets = new String(composed.octets(), StandardCharsets.ISO_8859_1);
        assertThat(octets).matches("(?s)\\p{ASCII}*\r\n");
        assertThat(octets.lines()).allMatch(line -> line.length() <= 998);
        assertThat(octets.replace("\r\n", "")).doesNotContain("\r", "\n");
        assertThat(octets).contains("filename*0*=UTF-8''", "filename*1*=");
        var mail = reread(composed);
        assertThat(mail.getContentType()).startsWith("multipart/mixed");
        var mixed = parts(mail);
        assertThat(mixed.getCount()).isEqualTo(5);
        assertThat(mixed.getBodyPart(0).getContentType()).startsWith("multipart/alternative");
        assertThat(((MimeMultipart) mixed.getBodyPart(0).getContent()).getCount()).isEqualTo(2);
        assertThat(mixed.getBodyPart(1).getFileName()).isEqualTo("Lettre \"du\" 3 mai.pdf");
        assertThat(mixed.getBodyPart(1).getDisposition()).isEqualTo("attachment");
        assertThat(mixed.getBodyPart(1).getInputStream().readAllBytes()).containsExactly(0, 1, -1);
        assertThat(mixed.getBodyPart(2).getFileName()).isEqualTo(longName);
        assertThat(mixed.getBodyPart(2).getInputStream().readAllBytes()).isEqualTo(picture);
        assertThat(mixed.getBodyPart(3).getContentType()).isEqualTo("text/plain; charset=UTF-8");
        assertThat(mixed.getBodyPart(4).getContentType())
                .isEqualTo("text/csv; charset=windows-1252");
    }

    @Test
    void isCompleteInItsOwnLinesWhateverTheWords() throws Exception {
        var composed =
                composer.compose(
                        message("CAF", "x", "<p>.</p>", ".\n.\n--=_parts--\r\nfin ", null),
                        new Words.Email("Été", "<p>\n.\n</p>", ".\n.\n--=_parts--\r\nfin "),
                        new InternetAddress("ines@boite.test"),
                        List.of());
        var octets = new String(composed.octets(), StandardCharsets.ISO_8859_1);

        assertThat(composed.sender()).isEqualTo("caf-92@notif.test");
        assertThat(composed.recipient()).isEqualTo("ines@boite.test");
        assertThat(octets.replace("\r\n", "")).doesNotContain("\r", "\n").matches("\\p{ASCII}*");
        assertThat(octets).endsWith("\r\n");
        assertThat(octets.split("\r\n\r\n", 2)[0].lines())
                .noneMatch(String::isBlank)
                .filteredOn(line -> line.startsWith("Date:"))
                .containsExactly("Date: Mon, 23 Nov 2026 12:00:00 +0000");
        assertThat(parts(reread(composed)).getCount()).isEqualTo(2);
        assertThat(part(reread(composed), 0)).contains("--=_parts--", "fin");
    }

    @Test
    void everyServiceKeepsItsOwnSenderHoweverManyThereAre() throws Exception {
        for (var i = 0; i < 5_002; i++) {
            var name = "Service " + i;
            var mail =
                    reread(
                            composer.compose(
                                    message(name, "x", "<p>a</p>", "a", i + "@caf.test"),
                                    new Words.Email("x", "<p>a</p>", "a"),
                                    new InternetAddress("ines@boite.test"),
                                    List.of()));

            assertThat(((InternetAddress) mail.getFrom()[0]).getPersonal()).isEqualTo(name);
            assertThat(mail.getReplyTo()[0]).hasToString(i + "@caf.test");
        }
    }

    @Test
    void carriesBothFormsWithServiceProofAndReason() throws Exception {
        var mail = sent("Rendez-vous", "<p>Bonjour</p>", "Bonjour", null);

        assertThat(mail.getContentType()).startsWith("multipart/alternative");
        assertThat(part(mail, 0))
                .startsWith("CAF d’Île-de-France")
                .contains("Bonjour", "7KQ2M9XPA", "Pourquoi ce message ?");
        assertThat(part(mail, 1))
                .startsWith("<!DOCTYPE html>")
                .contains("<html lang=\"fr\"", "Bonjour", "7KQ2M9XPA", "Pourquoi ce message");
        assertThat(parts(mail).getBodyPart(0).getContentType()).containsIgnoringCase("utf-8");
    }

    @Test
    void answersGoWhereTheServiceReadsThem() throws Exception {
        var mail = sent("Rendez-vous", "<p>Bonjour</p>", "Bonjour", "accueil@caf.test");

        assertThat(mail.getReplyTo()).containsExactly(new InternetAddress("accueil@caf.test"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "accueil@caf.test\r\nBcc: voleur@mal.test",
                "accueil@caf.test, voleur@mal.test",
                "Accueil <accueil@caf.test>",
                "voleur",
                "accueil@caf.test\u0000"
            })
    void ignoresAReplyAddressThatIsMoreThanOneMailbox(String replyTo) throws Exception {
        var mail = sent("Rendez-vous", "<p>Bonjour</p>", "Bonjour", replyTo);

        assertThat(mail.getHeader("Bcc")).isNull();
        assertThat(mail.getHeader("Reply-To")).isNull();
        assertThat(raw(mail)).doesNotContain("voleur");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\n", "\r", "\u0085", "\u2028", "\r\n\r\n"})
    void lineBreaksInSubjectOrNameNeverBecomeHeaders(String lineBreak) throws Exception {
        var injected = "Bonjour" + lineBreak + "Bcc: voleur@mal.test" + lineBreak + "X-Evil: 1";

        var mail =
                reread(
                        composer.compose(
                                message(injected, injected, "<p>a</p>", "a", null),
                                new Words.Email(injected, "<p>a</p>", "a"),
                                new InternetAddress("ines@boite.test"),
                                List.of()));

        assertThat(mail.getHeader("Bcc")).isNull();
        assertThat(mail.getHeader("X-Evil")).isNull();
        assertThat(mail.getFrom()).hasSize(1);
        assertThat(mail.getSubject())
                .contains("Bonjour", "voleur")
                .doesNotContainPattern("[\\p{Cntrl}\u0085\u2028]");
        assertThat(raw(mail).lines().takeWhile(line -> !line.isEmpty()).toList())
                .noneMatch(line -> line.startsWith("Bcc") || line.startsWith("X-Evil"));
    }

    @Test
    void wordsOfEveryScriptArriveAsWrittenInShortLines() throws Exception {
        var longLine = "é".repeat(5_000);

        var mail =
                sent(
                        EMOJI_AND_ARABIC,
                        "<p>" + EMOJI_AND_ARABIC + longLine + "</p>",
                        EMOJI_AND_ARABIC + "\n" + longLine,
                        null);

        assertThat(mail.getSubject()).isEqualTo(EMOJI_AND_ARABIC);
        assertThat(part(mail, 0)).contains(EMOJI_AND_ARABIC, longLine);
        assertThat(part(mail, 1)).contains(EMOJI_AND_ARABIC + longLine);
        assertThat(raw(mail).lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(999));
        assertThat(raw(mail)).matches("\\p{ASCII}*");
    }

    @Test
    void escapesWhatIsNotMarkUp() throws Exception {
        var mail =
                reread(
                        composer.compose(
                                message("<b>CAF</b> & \"Co\"", "x", "<p>a</p>", "a", null),
                                new Words.Email("<script>alert(1)</script>", "<p>a</p>", "a"),
                                new InternetAddress("ines@boite.test"),
                                List.of()));

        assertThat(part(mail, 1))
                .contains("&lt;b&gt;CAF&lt;/b&gt; &amp; &quot;Co&quot;")
                .doesNotContain("<script>", "<b>CAF");
        assertThat(part(mail, 0)).contains("<b>CAF</b> & \"Co\"");
    }

    @Test
    void neutralisedValuesStayPlainTextInBothParts() throws Exception {
        // As the gateway renders a value that holds a link, Markdown and HTML.
        var html =
                "<p>Bonjour &lt;a href=&quot;http://mal.test&quot;&gt;clic&lt;/a&gt; **gras**</p>";
        var text = "Bonjour <a href=\"http://mal.test\">clic</a> **gras**";

        var mail = sent("Rendez-vous", html, text, null);

        assertThat(part(mail, 1))
                .contains("&lt;a href=&quot;http://mal.test&quot;&gt;")
                .doesNotContain("<a ");
        assertThat(part(mail, 0)).contains(text);
    }

    @Test
    void loadsNothingFromElsewhereAndStaysBelowTheClippingLimit() throws Exception {
        var mail = sent("Rendez-vous", "<p>" + "mot ".repeat(15_000) + "</p>", "mot", null);

        assertThat(part(mail, 1))
                .doesNotContain("src=", "url(", "http://", "https://", "<img", "<link");
        assertThat(part(mail, 1).length() - 60_000).isLessThan(10_000);
    }

    @Test
    void givesEachElementItsLook() {
        assertThat(InlineStyle.apply("<h2>Titre</h2><p class=\"x\">a<br>b</p><p style=\"x\">c</p>"))
                .startsWith("<h2 dir=\"auto\" style=\"")
                .contains(
                        "<p dir=\"auto\" style=\"margin:0 0 16px;font-size:16px;line-height:24px\" class=\"x\">")
                .contains("a<br>b")
                .endsWith("<p style=\"x\">c</p>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "a@",
                "@b.test",
                "a b@c.test",
                "a@x;b@y",
                "a@x.test,b@y.test",
                "<a@b.test>",
                "Nom <a@b.test>",
                "a@b..test",
                "a@b.test\r\nX: y",
                "é@b.test",
                "groupe:a@b.test;"
            })
    void knowsThatThisIsNotOneMailbox(String written) {
        assertThat(MailComposer.mailbox(written)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@b.test", "o'brien+tag@sous.domaine.test", "ines@mairie-évry.test"})
    void knowsOneMailbox(String written) {
        assertThat(MailComposer.mailbox(written)).isPresent();
    }

    @Test
    void writesInTheNameOfTheServicesOwnDomain() throws Exception {
        var email = new Words.Email("Rendez-vous", "<p>Bonjour</p>", "Bonjour");
        var origin = new Words.Origin("rendez-vous@caf92.test", "rdv-rappel", Category.MANDATORY);
        var message =
                new Message(
                        NOTIFICATION,
                        1,
                        "caf-92",
                        Lane.EXPRESS,
                        "ines@boite.test",
                        new Words("CAF", "accueil@caf92.test", email, null, null, origin),
                        "7KQ2M9XPA");

        var mail =
                reread(
                        composer.compose(
                                message, email, new InternetAddress("ines@boite.test"), List.of()));

        assertThat(composer.domainOf(message)).isEqualTo("caf92.test");
        assertThat(mail.getHeader("From")).containsExactly("CAF <rendez-vous@caf92.test>");
        assertThat(mail.getHeader("Reply-To")).containsExactly("accueil@caf92.test");
        assertThat(mail.getMessageID()).isEqualTo("<" + NOTIFICATION + "@caf92.test>");
        assertThat(mail.getHeader("Feedback-ID"))
                .containsExactly("rdv-rappel:caf-92:mandatory:notifications");
        assertThat(mail.getHeader("List-Id")).containsExactly("<rdv-rappel.caf-92.notif.test>");
    }

    private MimeMessage sent(String subject, String html, String text, @Nullable String replyTo)
            throws MessagingException, IOException, UncomposableException {
        return reread(
                composer.compose(
                        message("CAF d’Île-de-France", subject, html, text, replyTo),
                        new Words.Email(subject, html, text),
                        new InternetAddress("ines@boite.test"),
                        List.of()));
    }

    private static Message message(
            String service, String subject, String html, String text, @Nullable String replyTo) {
        var email = new Words.Email(subject, html, text);
        return new Message(
                NOTIFICATION,
                1,
                "caf-92",
                Lane.EXPRESS,
                "ines@boite.test",
                new Words(service, replyTo, email, null, null),
                "7KQ2M9XPA");
    }

    private MimeMessage reread(ComposedMail composed) throws MessagingException {
        return new MimeMessage(session, new ByteArrayInputStream(composed.octets()));
    }

    private static String raw(MimeMessage mail) throws MessagingException, IOException {
        var bytes = new ByteArrayOutputStream();
        mail.writeTo(bytes);
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private static MimeMultipart parts(MimeMessage mail) throws MessagingException, IOException {
        return (MimeMultipart) mail.getContent();
    }

    private static String part(MimeMessage mail, int index) throws MessagingException, IOException {
        return parts(mail).getBodyPart(index).getContent().toString();
    }
}
