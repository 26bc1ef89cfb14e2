package fr.gouv.notifications.acceptance.bench;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.SocketFactory;

/**
 * The least that a Java program does to send mail: one message again and again over a few kept-open
 * sessions of Angus Mail. What a platform costs beyond that buys everything else. A program of its
 * own, with the libraries of dispatch: PORT, FILE of the message, COUNT, SESSIONS. It sends a quarter
 * of it first to become warm, says so, and waits for a line before the rest and after it.
 */
final class PlainLoop {

    private PlainLoop() {}

    /** Sends; see the class. */
    public static void main(String... arguments) throws IOException {
        var port = arguments[0];
        var message = Files.readAllBytes(Path.of(arguments[1]));
        var count = Integer.parseInt(arguments[2]);
        var sessions = Integer.parseInt(arguments[3]);
        send(port, message, count / 4, sessions);
        ready();
        send(port, message, count, sessions);
        ready();
    }

    private static void ready() throws IOException {
        System.out.write('\n');
        System.out.flush();
        var _ = System.in.read();
    }

    private static void send(String port, byte[] message, int count, int sessions) {
        var left = new AtomicInteger(count);
        try (var threads = Executors.newFixedThreadPool(sessions)) {
            for (var n = 0; n < sessions; n++) {
                threads.execute(() -> converse(port, message, left));
            }
        }
    }

    private static void converse(String port, byte[] message, AtomicInteger left) {
        var settings = new Properties();
        settings.put("mail.transport.protocol", "smtp");
        settings.put("mail.smtp.host", "127.0.0.1");
        settings.put("mail.smtp.port", port);
        settings.put("mail.smtp.localhost", "localhost");
        settings.put("mail.smtp.connectiontimeout", "10000");
        settings.put("mail.smtp.timeout", "30000");
        settings.put("mail.smtp.socketFactory", new Prompt());
        var session = Session.getInstance(settings);
        try (var transport = session.getTransport()) {
            transport.connect();
            while (left.getAndDecrement() > 0) {
                var mail = new MimeMessage(session, new ByteArrayInputStream(message));
                transport.sendMessage(mail, mail.getAllRecipients());
            }
        } catch (MessagingException e) {
            throw new IllegalStateException("the message was not sent", e);
        }
    }

    /** Without it each message waits for the delayed acknowledgement of the one before. */
    private static final class Prompt extends SocketFactory {

        @Override
        public Socket createSocket() throws IOException {
            var socket = new Socket();
            socket.setTcpNoDelay(true);
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException("Angus connects by itself");
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException("Angus connects by itself");
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException("Angus connects by itself");
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException("Angus connects by itself");
        }
    }
}
