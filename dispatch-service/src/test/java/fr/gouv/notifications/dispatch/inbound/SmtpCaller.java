package fr.gouv.notifications.dispatch.inbound;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;

/** Brings a mail as a relay does. */
final class SmtpCaller {

    /** The first refusal, or the last answer. */
    static String send(int port, String recipient, byte[] mail) throws IOException {
        return send(port, "", recipient, mail);
    }

    /** From this sender; the first refusal, or the last answer. */
    static String send(int port, String sender, String recipient, byte[] mail) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port);
                var in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
            socket.setSoTimeout(10_000);
            var out = socket.getOutputStream();
            answer(in);
            for (var command :
                    new String[] {
                        "EHLO relay.test",
                        "MAIL FROM:<" + sender + ">",
                        "RCPT TO:<" + recipient + ">",
                        "DATA"
                    }) {
                out.write((command + "\r\n").getBytes(UTF_8));
                var answer = answer(in);
                if (answer.compareTo("4") >= 0) {
                    return answer;
                }
            }
            out.write(mail);
            out.write("\r\n.\r\n".getBytes(UTF_8));
            return answer(in);
        }
    }

    private static String answer(BufferedReader in) throws IOException {
        var line = in.readLine();
        while (line != null && line.length() > 3 && line.charAt(3) == '-') {
            line = in.readLine();
        }
        return line == null ? "" : line;
    }

    private SmtpCaller() {}
}
