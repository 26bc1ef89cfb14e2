package fr.gouv.notifications.dispatch.dmarc;

import static fr.gouv.notifications.dispatch.dmarc.DmarcMails.BEGIN;
import static fr.gouv.notifications.dispatch.dmarc.DmarcMails.gzip;
import static fr.gouv.notifications.dispatch.dmarc.DmarcMails.mail;
import static fr.gouv.notifications.dispatch.dmarc.DmarcMails.record;
import static fr.gouv.notifications.dispatch.dmarc.DmarcMails.report;
import static fr.gouv.notifications.dispatch.dmarc.DmarcMails.utf8;
import static fr.gouv.notifications.dispatch.dmarc.DmarcMails.zip;
import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.dispatch.dmarc.DmarcReading.Fault;
import fr.gouv.notifications.dispatch.dmarc.DmarcReading.Unreadable;
import fr.gouv.notifications.dispatch.dmarc.DmarcReport.Disposition;
import fr.gouv.notifications.dispatch.dmarc.DmarcReport.Row;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class DmarcMailTest {

    private static final String GOOD =
            record("Caf92.Example.", "192.0.2.1", "12", "pass", "fail", "none");
    private static final String BAD =
            record("caf92.example", "2001:db8::9", "3", "fail", "fail", "reject");
    private static final String PLAIN = report("", "r-1", BEGIN, GOOD, BAD);

    private static final DmarcReport EXPECTED =
            new DmarcReport(
                    "mail.example",
                    "r-1",
                    "caf92.example",
                    BEGIN,
                    List.of(
                            new Row(
                                    "caf92.example",
                                    "192.0.2.1",
                                    12,
                                    true,
                                    false,
                                    Disposition.NONE),
                            new Row(
                                    "caf92.example",
                                    "2001:db8:0:0:0:0:0:9",
                                    3,
                                    false,
                                    false,
                                    Disposition.REJECT)));

    @Example
    void readsWhatIsPackedInAnyWayAndWhateverItIsCalled() {
        var read = new DmarcReading.Read(EXPECTED);
        assertThat(DmarcMail.read(mail("application/gzip", gzip(utf8(PLAIN))))).isEqualTo(read);
        assertThat(DmarcMail.read(mail("application/octet-stream", zip(utf8(PLAIN)))))
                .isEqualTo(read);
        assertThat(DmarcMail.read(mail("application/zip", gzip(utf8(PLAIN))))).isEqualTo(read);
        assertThat(DmarcMail.read(mail("text/xml", utf8("\ufeff" + PLAIN)))).isEqualTo(read);
        assertThat(DmarcMail.read(utf8("Content-Type: text/xml; charset=utf-8\r\n\r\n" + PLAIN)))
                .isEqualTo(read);
    }

    @Example
    void readsBothNamespacesAndPassesOverWhatIsNewOrOther() {
        for (var namespace :
                new String[] {
                    " xmlns=\"http://dmarc.org/dmarc-xml/0.1\"",
                    " xmlns=\"urn:ietf:params:xml:ns:dmarc-2.0\""
                }) {
            assertThat(read(report(namespace, "r-1", BEGIN, GOOD, BAD)))
                    .isEqualTo(new DmarcReading.Read(EXPECTED));
        }
        var prefixed =
                PLAIN.replace(
                                "<feedback>",
                                "<d:feedback xmlns:d=\"urn:ietf:params:xml:ns:dmarc-2.0\">")
                        .replace("</feedback>", "</d:feedback>")
                        .replace(
                                "<record>",
                                "<extension><x:record xmlns:x=\"urn:x\"><x:row><x:count>9</x:count></x:row></x:record></extension><record>");
        assertThat(read(prefixed)).isEqualTo(new DmarcReading.Read(EXPECTED));
    }

    @Example
    void leavesOutRowsThatSayNothingUsable() {
        var report =
                read(
                        report(
                                "",
                                "r-1",
                                BEGIN,
                                record(
                                        "caf92.example",
                                        "not-an-address",
                                        "1",
                                        "pass",
                                        "pass",
                                        "none"),
                                record("caf92.example", "localhost", "1", "pass", "pass", "none"),
                                record("no domain", "192.0.2.1", "1", "pass", "pass", "none"),
                                record("caf92.example", "192.0.2.1", "-1", "pass", "pass", "none"),
                                record("caf92.example", "192.0.2.1", "0", "pass", "pass", "none"),
                                record(
                                        "caf92.example",
                                        "192.0.2.1",
                                        "99999999999",
                                        "pass",
                                        "pass",
                                        "none"),
                                record(
                                        "caf92.example",
                                        "192.0.2.7",
                                        "1",
                                        "PASS",
                                        "softfail",
                                        "sampled_out")));

        assertThat(report)
                .isInstanceOfSatisfying(
                        DmarcReading.Read.class,
                        it ->
                                assertThat(it.report().rows())
                                        .containsExactly(
                                                new Row(
                                                        "caf92.example",
                                                        "192.0.2.7",
                                                        1,
                                                        true,
                                                        false,
                                                        Disposition.NONE)));
    }

    @Example
    void opensNoEntityAndNoFile() throws Exception {
        Path secret = Files.writeString(Files.createTempFile("secret", ".txt"), "mail.example");
        secret.toFile().deleteOnExit();
        for (var type :
                new String[] {
                    "<!DOCTYPE feedback [<!ENTITY e SYSTEM \"" + secret.toUri() + "\">]>",
                    "<!DOCTYPE feedback SYSTEM \"" + secret.toUri() + "\">",
                    "<!DOCTYPE feedback [<!ENTITY e \"mail.example\">]>",
                    "<!DOCTYPE feedback [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY e \"&a;&a;&a;&a;&a;&a;&a;\">]>",
                    "<!DOCTYPE feedback>"
                }) {
            var xml =
                    PLAIN.replace("<feedback>", type + "<feedback>")
                            .replace("mail.example</org", "&e;</org");
            assertThat(read(xml)).isEqualTo(new Unreadable(Fault.NOT_XML));
        }
        assertThat(read(PLAIN.replace("mail.example</org", "&e;</org")))
                .isEqualTo(new Unreadable(Fault.NOT_XML));
    }

    @Example
    void refusesWhatSwellsOrIsEndless() {
        var spaces = utf8(PLAIN.replace("</feedback>", " ".repeat(9 << 20) + "</feedback>"));
        var tooLarge = new Unreadable(Fault.TOO_LARGE);

        assertThat(DmarcMail.read(mail("application/gzip", gzip(spaces)))).isEqualTo(tooLarge);
        assertThat(DmarcMail.read(mail("application/zip", zip(spaces)))).isEqualTo(tooLarge);
        assertThat(DmarcMail.read(mail("application/zip", zip(utf8(PLAIN), utf8(PLAIN)))))
                .isEqualTo(tooLarge);
        assertThat(DmarcMail.read(mail("text/xml", new byte[Unpacking.MOST_PACKED + 9])))
                .isEqualTo(new Unreadable(Fault.NO_REPORT));
        assertThat(read("<feedback>" + "<a>".repeat(30))).isEqualTo(tooLarge);
        assertThat(
                        DmarcMail.read(
                                utf8(
                                        "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                                                + "--b\r\n\r\nx\r\n".repeat(500))))
                .isEqualTo(tooLarge);
    }

    @Example
    void readsTenThousandRowsAndNotOneMore() {
        var many = report("", "r-1", BEGIN, rows(DmarcXml.MOST_ROWS));
        assertThat(DmarcMail.read(mail("application/gzip", gzip(utf8(many)))))
                .isInstanceOfSatisfying(
                        DmarcReading.Read.class,
                        it -> assertThat(it.report().rows()).hasSize(DmarcXml.MOST_ROWS));

        var more = report("", "r-1", BEGIN, rows(DmarcXml.MOST_ROWS + 1));
        assertThat(DmarcMail.read(mail("application/gzip", gzip(utf8(more)))))
                .isEqualTo(new Unreadable(Fault.TOO_LARGE));
    }

    @Example
    void knowsWhatIsNoReport() {
        assertThat(read("<html><body>Hello</body></html>"))
                .isEqualTo(new Unreadable(Fault.NO_REPORT));
        assertThat(DmarcMail.read(utf8("Subject: Hello\r\n\r\nHello\r\n")))
                .isEqualTo(new Unreadable(Fault.NO_REPORT));
        assertThat(DmarcMail.read(new byte[0])).isEqualTo(new Unreadable(Fault.NO_REPORT));
        assertThat(read("<feedback><record>")).isEqualTo(new Unreadable(Fault.NOT_XML));
        assertThat(read("<feedback></feedback>")).isEqualTo(new Unreadable(Fault.INCOMPLETE));
        assertThat(read(PLAIN.replaceFirst("<report_id>.*</report_id>", "")))
                .isEqualTo(new Unreadable(Fault.INCOMPLETE));
    }

    @Example
    void keepsNothingUnusualOfAName() {
        assertThat(
                        read(
                                PLAIN.replace(
                                        "mail.example</org",
                                        "&lt;b&gt;\u202eÉvil\n;Org \u0007".replace("\u0007", "")
                                                + "</org")))
                .isInstanceOfSatisfying(
                        DmarcReading.Read.class,
                        it -> assertThat(it.report().organisation()).isEqualTo("bÉvil;Org"));
    }

    @Property(tries = 1500)
    void nothingEscapesWhateverComes(@ForAll("mutations") byte[] octets) {
        holds(octets);
    }

    @Property(tries = 300)
    void noXmlEscapes(@ForAll Random random) {
        holds(mail("text/xml", mutated(utf8(PLAIN), random)));
        holds(mail("application/gzip", gzip(mutated(utf8(PLAIN), random))));
        holds(mail("application/zip", mutated(zip(utf8(PLAIN)), random)));
        holds(mail("application/gzip", mutated(gzip(utf8(PLAIN)), random)));
    }

    @Provide
    Arbitrary<byte[]> mutations() {
        return Arbitraries.randomValue(
                random -> mutated(mail("application/gzip", gzip(utf8(PLAIN))), random));
    }

    private static void holds(byte[] octets) {
        if (DmarcMail.read(octets) instanceof DmarcReading.Read(var report)) {
            assertThat(report.rows()).hasSizeLessThanOrEqualTo(DmarcXml.MOST_ROWS);
            assertThat(report.organisation()).isNotBlank().hasSizeLessThanOrEqualTo(100);
            assertThat(report.rows()).allMatch(row -> row.messages() > 0);
        }
    }

    private static byte[] mutated(byte[] original, Random random) {
        var octets = original.clone();
        for (var i = random.nextInt(12); i > 0; i--) {
            octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
        }
        var mutated = new ByteArrayOutputStream();
        var from = 0;
        for (var i = random.nextInt(4); i > 0; i--) {
            var to = from + random.nextInt(octets.length - from + 1);
            mutated.write(octets, from, to - from);
            from = random.nextBoolean() ? to : random.nextInt(octets.length);
        }
        mutated.write(octets, from, octets.length - from);
        return mutated.toByteArray();
    }

    private static String rows(int count) {
        var rows = new StringBuilder();
        for (var i = 0; i < count; i++) {
            var source = "10.%d.%d.%d".formatted(i % 7, i / 250, i % 250);
            rows.append(
                    record(
                            "caf92.example",
                            source,
                            "" + (i * 7919 % 9973 + 1),
                            "pass",
                            "fail",
                            "none"));
        }
        return rows.toString();
    }

    private static DmarcReading read(String xml) {
        return DmarcMail.read(mail("text/xml", utf8(xml)));
    }
}
