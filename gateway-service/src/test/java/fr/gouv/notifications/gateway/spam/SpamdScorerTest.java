package fr.gouv.notifications.gateway.spam;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpamdScorerTest {

    /** As spamd 4.0.1 answers. */
    private static final String REPORT =
            """
            SPAMD/1.5 0 EX_OK\r
            Content-length: 640\r
            Spam: False ; 1.1 / 5.0\r
            \r
            Spam detection software, running on the system "localhost", has NOT identified this.
            Content analysis details:   (1.1 points, 5.0 required)

             pts rule name              description
            ---- ---------------------- --------------------------------------------------
            -0.0 NO_RELAYS              Informational: message was not relayed via SMTP
             0.0 HTML_MESSAGE           BODY: HTML included in message
             1.1 OWN_RULE               BODY: something of its own
            """;

    @Test
    void tellsWhichRulesSpokeInFrench() throws Exception {
        var asked = new CompletableFuture<String>();
        try (var filter = filter(REPORT, asked)) {
            var score =
                    scorer(filter.getLocalPort())
                            .score("Subject: a\r\n\r\nb\r\n".getBytes(US_ASCII));
            assertThat(score)
                    .hasValueSatisfying(
                            found -> {
                                assertThat(found.score()).isEqualTo(1.1);
                                assertThat(found.threshold()).isEqualTo(5.0);
                                assertThat(found.rules())
                                        .extracting(SpamScore.Rule::name)
                                        .containsExactly("OWN_RULE", "HTML_MESSAGE", "NO_RELAYS");
                                assertThat(found.rules().get(1).sentence())
                                        .startsWith("Le message contient du HTML");
                                assertThat(found.rules().get(0).sentence())
                                        .isEqualTo("BODY: something of its own");
                            });
            assertThat(asked.get(5, TimeUnit.SECONDS))
                    .startsWith("REPORT SPAMC/1.5\r\nContent-length: 17\r\n\r\nSubject: a");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "220 smtp.example\r\n", "SPAMD/1.5 76 Bad header line\r\n\r\n"})
    void takesNothingElseForAnAnswer(String answer) throws Exception {
        try (var filter = filter(answer, new CompletableFuture<>())) {
            var scorer = scorer(filter.getLocalPort());
            assertThatThrownBy(() -> scorer.score(new byte[] {'a'}))
                    .isInstanceOf(SpamScorerAway.class);
        }
    }

    @Test
    void doesNotWaitForAFilterThatHangs() throws Exception {
        try (var filter = filter(null, new CompletableFuture<>())) {
            var scorer = scorer(filter.getLocalPort());
            assertThatThrownBy(() -> scorer.score(new byte[] {'a'}))
                    .isInstanceOf(SpamScorerAway.class);
        }
    }

    @Test
    void scoresNothingWithoutAFilter() {
        assertThat(new SpamdScorer(config(null, 1)).score(new byte[] {'a'})).isEmpty();
        assertThat(new SpamdScorer(config(" ", 1)).score(new byte[] {'a'})).isEmpty();
    }

    private static SpamdScorer scorer(int port) {
        return new SpamdScorer(config("127.0.0.1", port));
    }

    private static SpamdScorer.Config config(@Nullable String host, int port) {
        return new SpamdScorer.Config() {
            @Override
            public Optional<String> host() {
                return Optional.ofNullable(host);
            }

            @Override
            public int port() {
                return port;
            }

            @Override
            public Duration patience() {
                return Duration.ofMillis(400);
            }
        };
    }

    /** Answers one question; hangs without an answer. */
    private static ServerSocket filter(@Nullable String answer, CompletableFuture<String> asked)
            throws IOException {
        var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread.ofVirtual()
                .start(
                        () -> {
                            try (var caller = server.accept()) {
                                var question = caller.getInputStream().readAllBytes();
                                asked.complete(new String(question, US_ASCII));
                                if (answer == null) {
                                    Thread.sleep(3_000);
                                    return;
                                }
                                caller.getOutputStream().write(answer.getBytes(UTF_8));
                            } catch (IOException | InterruptedException failure) {
                                asked.completeExceptionally(failure);
                            }
                        });
        return server;
    }
}
