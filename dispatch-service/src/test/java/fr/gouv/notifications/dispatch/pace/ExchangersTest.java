package fr.gouv.notifications.dispatch.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Section;

/** A name server on this machine answers, or does not. */
class ExchangersTest {

    private final AtomicInteger asked = new AtomicInteger();
    private final DatagramSocket server = server();
    private volatile boolean answers = true;

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void knowsThemOnceTheAnswerIsHereAndAsksOnce() {
        var exchangers = exchangers("127.0.0.1:" + server.getLocalPort());

        assertThat(exchangers.of("mairie.fr")).isEmpty();

        await().atMost(Duration.ofSeconds(5)).until(() -> !exchangers.of("mairie.fr").isEmpty());
        assertThat(exchangers.of("mairie.fr"))
                .containsExactly("first.google.com", "second.google.com");
        assertThat(asked).hasValue(1);
    }

    @Test
    void nobodyWaitsForAServerThatIsSilent() {
        answers = false;
        var exchangers = exchangers("127.0.0.1:" + server.getLocalPort());
        var began = System.nanoTime();

        for (var i = 0; i < 1_000; i++) {
            assertThat(exchangers.of("commune-" + i + ".fr")).isEmpty();
        }

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
        assertThat(asked.get()).isLessThanOrEqualTo(200);
    }

    @Test
    void asksNobodyForNamesOfThisMachineNorWhenItMayNot() throws Exception {
        var exchangers = exchangers("127.0.0.1:" + server.getLocalPort());
        assertThat(exchangers.of("boite.test")).isEmpty();
        assertThat(exchangers.of("localhost")).isEmpty();
        assertThat(exchangers("none").of("mairie.fr")).isEmpty();

        Thread.sleep(100);
        assertThat(asked).hasValue(0);
    }

    private static Exchangers exchangers(String resolver) {
        return new Exchangers(new Settings(resolver), Clock.systemUTC());
    }

    private DatagramSocket server() {
        try {
            var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(() -> serve(socket));
            return socket;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void serve(DatagramSocket socket) {
        var packet = new DatagramPacket(new byte[1_500], 1_500);
        while (!socket.isClosed()) {
            try {
                socket.receive(packet);
                asked.incrementAndGet();
                var question = new Message(packet.getData());
                if (answers) {
                    var answer = answer(question).toWire();
                    socket.send(
                            new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static Message answer(Message question) throws IOException {
        var answer = new Message(question.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(question.getQuestion(), Section.QUESTION);
        var name = question.getQuestion().getName();
        for (var one : List.of("20 second", "10 first")) {
            answer.addRecord(
                    new MXRecord(
                            name,
                            DClass.IN,
                            300,
                            Integer.parseInt(one.substring(0, 2)),
                            Name.fromString(one.substring(3) + ".Google.com.")),
                    Section.ANSWER);
        }
        return answer;
    }

    /** Only the resolver differs. */
    private record Settings(String resolver) implements PaceConfig {

        @Override
        public boolean enabled() {
            return true;
        }

        @Override
        public Optional<Path> table() {
            return Optional.empty();
        }

        @Override
        public Optional<LocalDate> warmUpFrom() {
            return Optional.empty();
        }

        @Override
        public Optional<String> dnsResolver() {
            return Optional.of(resolver);
        }
    }
}
