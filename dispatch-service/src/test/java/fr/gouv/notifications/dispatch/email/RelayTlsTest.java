package fr.gouv.notifications.dispatch.email;

import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.dispatch.delivery.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Relays with real certificates: only one that somebody we trust vouches for hears a message. */
class RelayTlsTest {

    private static final String PASSWORD = "changeit";

    @TempDir static Path files;

    private final ScriptedRelay relay = new ScriptedRelay();

    @BeforeAll
    static void makeCertificates() throws Exception {
        var all =
                Map.of(
                        "good", new String[] {"ip:127.0.0.1", "-1H", "30"},
                        "expired", new String[] {"ip:127.0.0.1", "-10d", "1"},
                        "other-host", new String[] {"dns:other.test", "-1H", "30"});
        var making =
                all.entrySet().stream().map(one -> keytool(one.getKey(), one.getValue())).toList();
        for (var process : making) {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }
        for (var name : all.keySet()) {
            var pem =
                    "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                            .formatted(
                                    Base64.getMimeEncoder()
                                            .encodeToString(
                                                    store(name).getCertificate(name).getEncoded()));
            Files.writeString(files.resolve(name + ".pem"), pem);
        }
    }

    @AfterEach
    void close() {
        relay.close();
    }

    @Test
    void speaksUnderTlsWithARelayThatWeTrust() throws Exception {
        relay.secured(certificate("good"));

        try (var session = open("good")) {
            assertThat(session.offer(mail())).isInstanceOf(SmtpSession.Result.Taken.class);
        }
        assertThat(relay.lines())
                .startsWith("EHLO dispatch.test", "STARTTLS", "EHLO dispatch.test");
        assertThat(relay.mails()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"expired", "other-host"})
    void saysNothingToARelayWhoseCertificateIsWrong(String name) throws Exception {
        relay.secured(certificate(name));

        assertThat(refusal(name).answer().code()).isEqualTo("tls");
        assertThat(relay.lines()).containsExactly("EHLO dispatch.test", "STARTTLS");
    }

    @Test
    void saysNothingToARelayThatNobodyVouchesFor() throws Exception {
        relay.secured(certificate("good"));

        assertThat(refusal("expired").reason()).isEqualTo(Reason.PROVIDER_UNREACHABLE);
        assertThat(relay.lines()).containsExactly("EHLO dispatch.test", "STARTTLS");
    }

    private SmtpSession open(String trusted) throws SmtpUnreachableException {
        var settings =
                SmtpSettings.of(relay.port())
                        .with(RelayConfig.Protection.STARTTLS)
                        .trusting(files.resolve(trusted + ".pem"));
        return SmtpSession.open(settings, RelayTrust.of(settings.trust()));
    }

    private Outcome.Unreachable refusal(String trusted) {
        try (var _ = open(trusted)) {
            throw new AssertionError("a session was opened");
        } catch (SmtpUnreachableException unreachable) {
            return unreachable.outcome();
        }
    }

    private static ComposedMail mail() {
        return new ComposedMail("us@notif.test", "ines@boite.test", new byte[] {'x', '\r', '\n'});
    }

    private static Process keytool(String name, String[] made) {
        try {
            return new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                            "-genkeypair",
                            "-alias",
                            name,
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=relay",
                            "-ext",
                            "san=" + made[0],
                            "-startdate",
                            made[1],
                            "-validity",
                            made[2],
                            "-storepass",
                            PASSWORD,
                            "-keystore",
                            files.resolve(name + ".p12").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyStore store(String name) throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(files.resolve(name + ".p12").toFile(), PASSWORD.toCharArray());
    }

    private static SSLContext certificate(String name)
            throws IOException, GeneralSecurityException {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store(name), PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
