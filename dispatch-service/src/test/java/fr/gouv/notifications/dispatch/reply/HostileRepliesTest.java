package fr.gouv.notifications.dispatch.reply;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class HostileRepliesTest {

    private static final List<byte[]> CORPUS =
            List.of(Replies.webmail(), Replies.telephone(), Replies.plain());
    private static final String[] SPICE = {
        "\r\n",
        "\r\n\r\n",
        "--p\r\n",
        "--00001--",
        ";",
        "\"",
        "=?UTF-8?B?",
        "?=",
        "filename*0*=UTF-8''%FF%",
        "filename=",
        "Content-Disposition: attachment;",
        "Content-Type: message/rfc822\r\n\r\n",
        "Content-Type: multipart/mixed\r\n",
        "charset=x-no-such",
        "Content-Transfer-Encoding: x-uuencode\r\n",
        "Content-Transfer-Encoding: base64\r\n",
        "&#x110000;",
        "&#-1;",
        "<script",
        "\0",
        "\u007f"
    };

    @Property(tries = 2_000)
    void noMutationEscapesOrExceedsTheLimits(@ForAll long seed) {
        var random = new Random(seed);

        holds(mutated(CORPUS.get(random.nextInt(CORPUS.size())), random));
    }

    @Property(tries = 300)
    void noNoiseEscapes(@ForAll byte[] octets) {
        holds(octets);
    }

    @Example
    void nestingWithoutEndIsCutOff() {
        var nested = new StringBuilder();
        for (var i = 0; i < 20_000; i++) {
            nested.append("Content-Type: multipart/mixed; boundary=b").append(i);
            nested.append("\r\n\r\n--b").append(i).append("\r\n");
        }

        holds(nested.toString().getBytes(US_ASCII));
        holds("Content-Type: message/rfc822\r\n\r\n".repeat(20_000).getBytes(US_ASCII));
    }

    @Example
    void whatFillsTheMemoryIsNotOpened() {
        holds(
                ("Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                                + "--b\r\n\r\nx\r\n".repeat(600_000))
                        .getBytes(US_ASCII));
        holds("a:\n".repeat(2_000_000).getBytes(US_ASCII));
        holds(("From: " + "(".repeat(3 << 20)).getBytes(US_ASCII));
        holds(("Subject: " + "=?UTF-8?Q?a?= ".repeat(200_000)).getBytes(US_ASCII));
        holds(
                ("Content-Type: text/html\r\n\r\n" + "<".repeat(2 << 20) + "&".repeat(2 << 20))
                        .getBytes(US_ASCII));
        holds(
                ("Content-Disposition: attachment; filename=\""
                                + "_".repeat(2 << 20)
                                + "\"\r\n\r\nx")
                        .getBytes(US_ASCII));
    }

    private static void holds(byte[] octets) {
        var reply = ReplyReader.read(octets);

        assertThat(reply.text()).hasSizeLessThan(ReplyReader.LONGEST_TEXT + 10);
        assertThat(List.of(reply.name(), reply.address(), reply.subject()))
                .allMatch(it -> it.length() <= ReplyReader.LONGEST_LINE)
                .noneMatch(it -> it.chars().anyMatch(Character::isISOControl));
        assertThat(reply.attachments()).hasSizeLessThanOrEqualTo(AttachmentPolicy.MOST);
        assertThat(reply.attachments())
                .allMatch(it -> it.name().matches("[A-Za-z0-9_-]{1,80}\\.[A-Za-z]{3,4}"));
        assertThat(reply.attachments().stream().mapToInt(it -> it.octets().length).sum())
                .isLessThanOrEqualTo(AttachmentPolicy.MOST_OCTETS);
    }

    private static byte[] mutated(byte[] original, Random random) {
        var octets = original.clone();
        for (var i = random.nextInt(20); i > 0; i--) {
            octets[random.nextInt(Math.min(octets.length, 2_000))] = (byte) random.nextInt(256);
        }
        var mutated = new ByteArrayOutputStream();
        var from = 0;
        for (var i = random.nextInt(6); i > 0; i--) {
            var to = Math.min(octets.length, from + random.nextInt(600));
            mutated.write(octets, from, to - from);
            mutated.writeBytes(SPICE[random.nextInt(SPICE.length)].getBytes(US_ASCII));
            from = random.nextBoolean() ? to : random.nextInt(Math.min(octets.length, 2_000));
        }
        mutated.write(octets, from, octets.length - from);
        return mutated.toByteArray();
    }
}
