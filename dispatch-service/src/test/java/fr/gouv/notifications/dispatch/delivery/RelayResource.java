package fr.gouv.notifications.dispatch.delivery;

import fr.gouv.notifications.dispatch.email.ScriptedRelay;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The relay of the service under test; a test finds it in its field of type {@link ScriptedRelay}. */
public class RelayResource implements QuarkusTestResourceLifecycleManager {

    private @Nullable ScriptedRelay relay;

    @Override
    public Map<String, String> start() {
        var started = new ScriptedRelay();
        relay = started;
        return Map.ofEntries(
                Map.entry("SMTP_HOST", "127.0.0.1"),
                Map.entry("SMTP_PORT", Integer.toString(started.port())),
                Map.entry("SMTP_TLS", "none"),
                Map.entry("SMTP_EVIDENCE", "HANDOVER"),
                Map.entry("SMTP_EHLO", "dispatch.test"),
                Map.entry("MAIL_DOMAIN", "notif.test"),
                Map.entry("RETURN_PATH_SECRET_FILE", secret().toString()),
                Map.entry("INBOUND_SMTP_PORT", Integer.toString(freePort())),
                Map.entry("OIDC_URL", "http://127.0.0.1:1/realms/notifications"),
                Map.entry("OIDC_CLIENT_SECRET", "unused"),
                Map.entry("dispatch.smtp.connect-timeout", "1s"),
                Map.entry("dispatch.smtp.read-timeout", "1s"),
                Map.entry("dispatch.delivery.poll", "50ms"),
                Map.entry("dispatch.delivery.sweep", "300ms"));
    }

    private static Path secret() {
        try {
            var file = Files.createTempFile("return-path", ".key");
            file.toFile().deleteOnExit();
            return Files.writeString(file, Base64.getEncoder().encodeToString(new byte[32]));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(relay, new TestInjector.MatchesType(ScriptedRelay.class));
    }

    @Override
    public void stop() {
        if (relay != null) {
            relay.close();
        }
    }
}
