package fr.gouv.notifications.dispatch.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.dispatch.delivery.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a conversation begins, and relays that do not keep to the rules of one. */
class SmtpOpeningTest {

    private static final ComposedMail MAIL = mail(100);

    private final ScriptedRelay relay = new ScriptedRelay();

    @AfterEach
    void close() {
        relay.close();
    }

    @Test
    void saysWhoWeAreByPlain() throws Exception {
        relay.once("EHLO", "250-relay.test\r\n250 AUTH LOGIN PLAIN");

        open(SmtpSettings.of(relay.port()).as("dispatch")).close();

        assertThat(relay.lines())
                .startsWith("EHLO dispatch.test", "AUTH PLAIN AGRpc3BhdGNoAHNlY3JldA==");
    }

    @Test
    void saysWhoWeAreByLoginWhereThereIsNothingElse() throws Exception {
        relay.once("EHLO", "250-relay.test\r\n250 AUTH=LOGIN")
                .once("AUTH", "334 VXNlcm5hbWU6")
                .once("ZGlzcGF0Y2g=", "334 UGFzc3dvcmQ6")
                .once("c2VjcmV0", "235 2.7.0 ok");

        open(SmtpSettings.of(relay.port()).as("dispatch")).close();

        assertThat(relay.lines()).contains("AUTH LOGIN", "ZGlzcGF0Y2g=", "c2VjcmV0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN"})
    void aRelayThatDoesNotKnowUsConcernsTheSenderAndNoCitizen(String mechanism) {
        relay.once("EHLO", "250-relay.test\r\n250 AUTH " + mechanism)
                .once("AUTH", "535 5.7.8 who are you");

        assertThat(refusal(SmtpSettings.of(relay.port()).as("dispatch")))
                .isEqualTo(
                        new Outcome.Unreachable(
                                Reason.SENDER_REFUSED,
                                new Outcome.Answer("535 5.7.8", "535 5.7.8 who are you")));
        assertThat(relay.lines()).noneMatch(line -> line.startsWith("MAIL"));
    }

    @Test
    void nothingThatCameInClearCountsUnderTls() {
        relay.once("EHLO", "250-relay.test\r\n250 STARTTLS")
                .once("STARTTLS", "220 go on\r\n250 put in by somebody");

        var refusal = refusal(SmtpSettings.of(relay.port()).with(RelayConfig.Protection.STARTTLS));

        assertThat(refusal.answer().code()).isEqualTo("connect");
        assertThat(relay.lines())
                .startsWith("EHLO dispatch.test", "STARTTLS")
                .allMatch(line -> List.of("EHLO dispatch.test", "STARTTLS", "QUIT").contains(line));
    }

    @Test
    void aRelayThatStartsNoTlsIsToldNothing() {
        relay.once("EHLO", "250-relay.test\r\n250 STARTTLS").once("STARTTLS", "454 4.7.0 not now");

        var refusal = refusal(SmtpSettings.of(relay.port()).with(RelayConfig.Protection.STARTTLS));

        assertThat(refusal.answer().code()).isEqualTo("454 4.7.0");
        assertThat(relay.lines())
                .startsWith("EHLO dispatch.test", "STARTTLS")
                .allMatch(line -> List.of("EHLO dispatch.test", "STARTTLS", "QUIT").contains(line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "25", "2x0 ok", ""})
    void whatIsNoReplyEndsTheConversation(String said) throws Exception {
        try (var session = open(SmtpSettings.of(relay.port()))) {
            relay.once("MAIL", said);

            assertThat(session.offer(MAIL))
                    .isInstanceOfSatisfying(
                            SmtpSession.Result.Broken.class,
                            broken -> assertThat(broken.stage()).isEqualTo(SmtpStage.SENDER));
            assertThat(session.mayContinue(100, Long.MAX_VALUE)).isFalse();
        }
    }

    @Test
    void aReplyWithoutAnEndFillsNoMemory() throws Exception {
        try (var session = open(SmtpSettings.of(relay.port()))) {
            relay.once("RCPT", "250-" + "x".repeat(100_000));

            assertThat(session.offer(MAIL)).isInstanceOf(SmtpSession.Result.Broken.class);
        }
    }

    @Test
    void replyOfManyLinesIsReadWhole() throws Exception {
        try (var session = open(SmtpSettings.of(relay.port()))) {
            relay.once("RCPT", "550-5.1.1 no\r\n550-5.1.1 such\r\n550 5.1.1 user");

            assertThat(session.offer(MAIL))
                    .isEqualTo(
                            new SmtpSession.Result.Refused(
                                    SmtpStage.RECIPIENT,
                                    new SmtpReply(
                                            550,
                                            "5.1.1",
                                            "550-5.1.1 no\n550-5.1.1 such\n550 5.1.1 user")));
        }
    }

    @Test
    void isFreedFromARelayThatTakesNothingMore() throws IOException {
        try (var deaf = new ServerSocket()) {
            deaf.setReceiveBufferSize(1_024);
            deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            var kept = new ArrayList<Socket>();
            Thread.ofVirtual().start(() -> invite(deaf, kept));
            var sessions = new SmtpSessions(SmtpSettings.of(deaf.getLocalPort()));
            var began = Instant.now();
            assertThatCode(
                            () -> {
                                var session = sessions.borrow();
                                var result = session.offer(mail(40_000_000));
                                sessions.giveBack(session);
                                assertThat(result)
                                        .isInstanceOfSatisfying(
                                                SmtpSession.Result.Broken.class,
                                                broken ->
                                                        assertThat(broken.stage())
                                                                .isEqualTo(SmtpStage.CONTENT));
                            })
                    .doesNotThrowAnyException();
            assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(10));
            sessions.close();
            kept.getFirst().close();
        }
    }

    /** Says yes to everything before it is asked, and never reads. */
    private static void invite(ServerSocket server, List<Socket> kept) {
        try {
            var socket = server.accept();
            kept.add(socket);
            socket.getOutputStream()
                    .write(
                            "220 a\r\n250 b\r\n250 c\r\n250 d\r\n354 e\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private static SmtpSession open(SmtpConfig config) throws SmtpUnreachableException {
        return SmtpSession.open(config, RelayTrust.of(config.trust()));
    }

    private static Outcome.Unreachable refusal(SmtpConfig config) {
        try (var _ = open(config)) {
            throw new AssertionError("a session was opened");
        } catch (SmtpUnreachableException unreachable) {
            return unreachable.outcome();
        }
    }

    private static ComposedMail mail(int length) {
        var octets = new byte[length];
        Arrays.fill(octets, (byte) 'x');
        return new ComposedMail("us@notif.test", "ines@boite.test", octets);
    }
}
