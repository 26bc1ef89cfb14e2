package fr.gouv.notifications.dispatch.inbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.dispatch.inbound.Heard.Evidence;
import fr.gouv.notifications.dispatch.inbound.Heard.Quoted;
import fr.gouv.notifications.dispatch.inbound.ReturnPath.Attempt;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReportsTest {

    @Test
    void everyReportOfTheCorpusIsReadAsTheTableSays() {
        var read = new LinkedHashMap<String, String>();
        Corpus.names().forEach(name -> read.put(name, words(Reports.read(Corpus.read(name)))));

        assertThat(read).hasSize(102).isEqualTo(Corpus.expected());
    }

    @Test
    void anAliasIsNotBlamedMoreThanTheMildestOfItsMailboxes() {
        for (var server : new String[] {"postfix", "exim"}) {
            var report = (Heard.Delivery) Reports.read(Corpus.read(server + "/several.eml"));

            assertThat(report.verdict().bounceClass()).isEqualTo(BounceClass.SOFT_FULL);
        }
    }

    @Test
    void aSuccessBesideAFailureIsNoFailure() {
        var report =
                (Heard.Delivery)
                        Reports.read(
                                dsn(
                                        "Action: failed",
                                        "Status: 5.1.1",
                                        "",
                                        "Action: relayed",
                                        "Status: 2.0.0"));

        assertThat(report.verdict().action()).isEqualTo(Action.RELAYED);
    }

    @Test
    void theActionCountsBeforeTheStatus() {
        assertThat(words(Reports.read(dsn("Action: failed", "Status: 4.4.2"))))
                .isEqualTo("failed\tsoft-expired\t4.4.2");
        assertThat(words(Reports.read(dsn("Action: delayed", "Status: 5.1.1"))))
                .isEqualTo("delayed\thard-address\t5.1.1");
    }

    @Test
    void anEncodedStatusIsDecoded() {
        var encoded =
                Base64.getMimeEncoder()
                        .encodeToString(
                                "Reporting-MTA: dns; mx\r\n\r\nAction: failed\r\nStatus: 5.2.1\r\n"
                                        .getBytes(UTF_8));

        assertThat(
                        words(
                                Reports.read(
                                        mail(
                                                "message/delivery-status\r\n"
                                                        + "Content-Transfer-Encoding: base64",
                                                encoded))))
                .isEqualTo("failed\thard-disabled\t5.2.1");
    }

    @Test
    void anAddressInTheWordsIsNoEvidence() {
        assertThat(
                        words(
                                Reports.read(
                                        dsn(
                                                "Action: failed",
                                                "Status: 5.0.0",
                                                "Diagnostic-Code: smtp; 550 <mailbox.full-ofr_535@x.test> no such user"))))
                .isEqualTo("failed\thard-address\t550");
    }

    @Test
    void complaintsAndReceiptsAreNoBounces() {
        assertThat(
                        Reports.read(
                                report(
                                        "feedback-report",
                                        "message/feedback-report",
                                        "Feedback-Type: abuse\r\nUser-Agent: X/1\r\nVersion: 1\r\n")))
                .isEqualTo(new Heard.Complaint(true));
        assertThat(
                        Reports.read(
                                report(
                                        "disposition-notification",
                                        "message/disposition-notification",
                                        "Disposition: manual-action/MDN-sent-manually; displayed\r\n")))
                .isEqualTo(new Heard.Receipt());
    }

    @Test
    void onlyWhoCallsItUnwantedComplains() {
        for (var type : new String[] {"abuse", "Fraud"}) {
            assertThat(Reports.read(Feedback.report(type, "", "")))
                    .isEqualTo(new Heard.Complaint(true));
        }
        for (var type :
                new String[] {"not-spam", "virus", "other", "opt-out", "auth-failure", ""}) {
            assertThat(Reports.read(Feedback.report(type, "", "")))
                    .isEqualTo(new Heard.Complaint(false));
        }
    }

    @Test
    void aComplaintQuotesTheAddressesThatWeSigned() {
        assertThat(
                        Reports.quotedBy(
                                Feedback.report(
                                        "abuse",
                                        "Original-Mail-From: <bounce+a@notif.test>",
                                        "Return-Path: bounce+b@notif.test\nCFBL-Address:"
                                                + " complaint+c@notif.test; report=arf")))
                .containsExactly(
                        "bounce+a@notif.test", "bounce+b@notif.test", "complaint+c@notif.test");
        assertThat(Reports.quotedBy(Feedback.report("abuse", "", ""))).isEmpty();
        assertThat(Reports.quotedBy(Corpus.read("postfix/unknown.eml"))).isEmpty();
    }

    @Test
    void whoIsAwayHasNotBounced() {
        assertThat(Reports.read(octets("Subject: Absence du bureau\r\n\r\nJe suis absent.\r\n")))
                .isEqualTo(new Heard.AutomaticReply());
        assertThat(
                        Reports.read(
                                octets(
                                        "Subject: Re\r\nAuto-Submitted: auto-replied\r\n\r\nAway\r\n")))
                .isEqualTo(new Heard.AutomaticReply());
        assertThat(Reports.read(octets("Subject: Bonjour\r\n\r\nMerci !\r\n")))
                .isEqualTo(new Heard.Unreadable());
        assertThat(Reports.read(new byte[0])).isEqualTo(new Heard.Unreadable());
    }

    @Test
    void everyTokenOfAProviderHasItsClass() {
        var said = new LinkedHashMap<String, BounceClass>();
        said.put("ofr_104", BounceClass.SOFT_RATE);
        said.put("ofr_999", BounceClass.SOFT_RATE);
        said.put("ofr_107", BounceClass.POLICY_AUTH);
        said.put("ofr_535", BounceClass.POLICY_AUTH);
        said.put("ofr_416", BounceClass.HARD_ADDRESS);
        said.put("ofr_418", BounceClass.HARD_ADDRESS);
        said.put("lpn027_503", BounceClass.SOFT_RATE);
        said.put("lpn007_405", BounceClass.POLICY_SENDER);
        said.put("lpn007_416", BounceClass.HARD_ADDRESS);
        said.put("lpn007_420", BounceClass.HARD_DISABLED);
        said.put("lpn007_510", BounceClass.POLICY_REPUTATION);
        said.put("lpn007_517", BounceClass.POLICY_AUTH);
        said.put("sfr_in_101", BounceClass.SOFT_RATE);
        said.put("[tss04]", BounceClass.SOFT_RATE);
        said.put("[ts03]", BounceClass.SOFT_RATE);

        said.forEach(
                (token, expected) -> {
                    var symptoms = Symptoms.of("5.0.0", "smtp; 550 refused " + token, "");
                    assertThat(BouncePolicy.classify(Action.FAILED, symptoms))
                            .as(token)
                            .isEqualTo(expected);
                });
        assertThat(ProviderToken.find("ofr_777 lpn007_777")).isNull();
    }

    private static byte[] dsn(String... recipients) {
        return mail(
                "message/delivery-status",
                "Reporting-MTA: dns; mx\r\n\r\n" + String.join("\r\n", recipients));
    }

    @Test
    void whatIsQuotedIsHeldAgainstTheSignedAddress() {
        var id = UUID.randomUUID();
        var attempt = new Attempt(id, 1, 2);
        var other = UUID.randomUUID();

        assertThat(new Quoted(" " + attempt.envelopeId() + " ", "").of(attempt))
                .isEqualTo(Evidence.AGREES);
        assertThat(new Quoted(id + ".1.3", "<" + id + "@x.fr>").of(attempt))
                .isEqualTo(Evidence.CONTRADICTS);
        assertThat(new Quoted("their-own-7", "<" + id + "@x.fr>").of(attempt))
                .isEqualTo(Evidence.AGREES);
        assertThat(new Quoted("", "<" + other + "@x.fr>").of(attempt)).isEqualTo(Evidence.DOUBTFUL);
        assertThat(new Quoted(id + ".1.999999", "<a@x.fr>").of(attempt)).isEqualTo(Evidence.NONE);
    }

    @Test
    void aReportQuotesItsEnvelopeAndTheReturnedMail() {
        var report =
                octets(
                        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n"
                                + "Message-ID: <theirs@mx>\r\n\r\n--b\r\nContent-Type:"
                                + " message/delivery-status\r\n\r\nOriginal-Envelope-Id: E-7\r\n\r\n"
                                + "Action: failed\r\nStatus: 5.1.1\r\n--b\r\nContent-Type:"
                                + " text/rfc822-headers\r\n\r\nSubject: x\r\nMessage-ID: <ours@x>\r\n"
                                + "\r\nMessage-ID: <body@x>\r\n--b--\r\n");

        assertThat(Reports.read(report))
                .isInstanceOfSatisfying(
                        Heard.Delivery.class,
                        it -> assertThat(it.quoted()).isEqualTo(new Quoted("E-7", "<ours@x>")));
    }

    private static byte[] mail(String partType, String content) {
        return report("delivery-status", partType, content);
    }

    private static byte[] report(String reportType, String partType, String content) {
        return octets(
                "Content-Type: multipart/report; report-type="
                        + reportType
                        + "; boundary=\"b/1;2\"\r\n\r\n--b/1;2\r\n\r\nHello\r\n--b/1;2\r\n"
                        + "Content-Type: "
                        + partType
                        + "\r\n\r\n"
                        + content
                        + "\r\n--b/1;2--\r\n");
    }

    private static byte[] octets(String text) {
        return text.getBytes(UTF_8);
    }

    private static String words(Heard heard) {
        return heard instanceof Heard.Delivery(var recipients, _)
                ? recipients.stream().map(ReportsTest::words).collect(Collectors.joining("\t"))
                : heard.toString();
    }

    private static String words(Heard.Recipient recipient) {
        var bounceClass = recipient.bounceClass() == null ? "-" : recipient.bounceClass().name();
        return (recipient.action().name() + "\t" + bounceClass.replace('_', '-'))
                        .toLowerCase(Locale.ROOT)
                + "\t"
                + (recipient.code() == null ? "-" : recipient.code());
    }
}
