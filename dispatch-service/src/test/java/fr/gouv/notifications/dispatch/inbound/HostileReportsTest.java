package fr.gouv.notifications.dispatch.inbound;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class HostileReportsTest {

    private static final List<byte[]> CORPUS = Corpus.names().stream().map(Corpus::read).toList();
    private static final byte[] COMPLAINT =
            Feedback.report(
                    "abuse",
                    "Original-Mail-From: <bounce+a@notif.test>",
                    "CFBL-Address: complaint+c@notif.test; report=arf");
    private static final String[] SPICE = {
        "\r\n",
        "\r\n\r\n",
        "--",
        ";",
        "\"",
        "Action: ",
        "boundary=",
        "\0",
        "\u00ff",
        "multipart/mixed;",
        "Content-Transfer-Encoding: base64\r\n",
        "Content-Transfer-Encoding: quoted-printable\r\n",
        "=?="
    };

    @Property(tries = 2_000)
    void noMutationEscapesOrExceedsTheLimits(@ForAll long seed) {
        var random = new Random(seed);
        var octets = mutated(CORPUS.get(random.nextInt(CORPUS.size())), random);

        holds(octets);
    }

    @Property(tries = 2_000)
    void noMutatedComplaintEscapes(@ForAll long seed) {
        holds(mutated(COMPLAINT, new Random(seed)));
    }

    @Property(tries = 300)
    void noNoiseEscapes(@ForAll byte[] octets) {
        holds(octets);
    }

    @Example
    void nestingWithoutEndIsCutOff() {
        var nested = new StringBuilder();
        for (var i = 0; i < 5_000; i++) {
            nested.append("Content-Type: multipart/mixed; boundary=b").append(i);
            nested.append("\r\n\r\n--b").append(i).append("\r\n");
        }

        holds(nested.toString().getBytes(US_ASCII));
    }

    @Example
    void thousandsOfPartsAndRecipientsAreCutOff() {
        holds(
                ("Content-Type: multipart/report; boundary=b\r\n\r\n"
                                + "--b\r\n\r\nx\r\n".repeat(30_000))
                        .getBytes(US_ASCII));
        holds(
                ("Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n"
                                + "Content-Type: message/delivery-status\r\n\r\n"
                                + "Action: failed\r\nDiagnostic-Code: smtp; 550 a\r\n\r\n"
                                        .repeat(9_000))
                        .getBytes(US_ASCII));
    }

    @Example
    void aLineOfAMegabyteIsCutOff() {
        holds(("Subject: " + "a".repeat(2 << 20)).getBytes(US_ASCII));
        holds(
                ("Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n"
                                + "Content-Type: message/delivery-status\r\n\r\nAction: failed\r\n"
                                + "Diagnostic-Code: smtp;"
                                + ("\r\n " + "a".repeat(900)).repeat(1_000))
                        .getBytes(US_ASCII));
    }

    private static void holds(byte[] octets) {
        var mail = Mail.read(octets);

        assertThat(mail.parts()).hasSizeLessThanOrEqualTo(Mail.PARTS);
        for (var part : mail.parts()) {
            assertThat(part.lines()).hasSizeLessThanOrEqualTo(Mail.LINES);
            assertThat(part.lines()).allMatch(line -> line.length() <= Mail.LINE);
        }
        assertThat(Reports.quotedBy(octets))
                .hasSizeLessThanOrEqualTo(3)
                .allMatch(address -> !address.isBlank() && address.length() < Mail.LINE * 5);
        if (Reports.read(octets) instanceof Heard.Delivery(var recipients, _)) {
            assertThat(recipients).isNotEmpty().hasSizeLessThanOrEqualTo(Reports.RECIPIENTS);
            assertThat(recipients)
                    .allMatch(it -> it.code() == null || it.code().matches("[245][\\d .]{2,14}"));
        }
    }

    private static byte[] mutated(byte[] original, Random random) {
        var octets = original.clone();
        for (var i = random.nextInt(20); i > 0; i--) {
            octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
        }
        var mutated = new ByteArrayOutputStream();
        var from = 0;
        for (var i = random.nextInt(6); i > 0; i--) {
            var to = from + random.nextInt(octets.length - from + 1);
            mutated.write(octets, from, to - from);
            mutated.writeBytes(SPICE[random.nextInt(SPICE.length)].getBytes(US_ASCII));
            from = random.nextBoolean() ? to : random.nextInt(octets.length);
        }
        mutated.write(octets, from, octets.length - from);
        return mutated.toByteArray();
    }
}
