package fr.gouv.notifications.acceptance;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;

class SmtpSinkTest {

    @Test
    void countsEachMessageByItsId() throws IOException {
        try (var sink = new SmtpSink();
                var socket = new Socket(InetAddress.getLoopbackAddress(), sink.port());
                var in =
                        new BufferedReader(
                                new InputStreamReader(socket.getInputStream(), US_ASCII))) {
            say(socket, "EHLO test");
            send(socket, "abc");
            send(socket, "abc");
            send(socket, "def");
            say(socket, "QUIT");

            assertThat(in.lines().filter(line -> line.startsWith("354"))).hasSize(3);
            assertThat(sink.arrival("abc").times()).isEqualTo(2);
            assertThat(sink.arrival("def").times()).isEqualTo(1);
            assertThat(sink.arrival("ghi").times()).isZero();
            assertThat(sink.arrivalFor("c").times()).isEqualTo(3);
            assertThat(sink.arrivalFor("a").times()).isZero();
        }
    }

    @Test
    void readsLinesThatComeInPieces() throws IOException {
        try (var sink = new SmtpSink();
                var socket = new Socket(InetAddress.getLoopbackAddress(), sink.port());
                var in =
                        new BufferedReader(
                                new InputStreamReader(socket.getInputStream(), US_ASCII))) {
            var line = "x".repeat(900) + "\r\n";
            say(socket, "EHLO test");
            say(socket, "RCPT TO:<c@d.test>");
            say(socket, "DATA");
            for (var piece :
                    List.of(
                            "Subject:",
                            " x\r",
                            "\nmEssage-",
                            "iD: <lo",
                            "ng@x.test>\r\n\r",
                            "\n")) {
                socket.getOutputStream().write(piece.getBytes(US_ASCII));
                socket.getOutputStream().flush();
            }
            socket.getOutputStream().write(line.repeat(200).getBytes(US_ASCII));
            say(socket, ".");
            say(socket, "QUIT");

            assertThat(in.lines()).last().isEqualTo("221 bye");
            assertThat(sink.arrival("long").times()).isEqualTo(1);
            assertThat(sink.bytes()).isEqualTo(12 + 27 + 2 + 200 * 902 + 3);
        }
    }

    private static void send(Socket socket, String id) throws IOException {
        say(socket, "MAIL FROM:<a@b.test>");
        say(socket, "RCPT TO:<c@d.test>");
        say(socket, "DATA");
        say(socket, "Message-ID: <" + id + "@x.test>\r\nSubject: x\r\n\r\n..\r\ntext\r\n.");
    }

    private static void say(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(US_ASCII));
    }
}
