package fr.gouv.notifications.gateway.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Secrets of the gateway, and its neighbours played by the server that plays Keycloak. */
public class GatewayResource implements QuarkusTestResourceLifecycleManager {

    private @Nullable TestDns dns;

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(dns, new TestInjector.MatchesType(TestDns.class));
    }

    @Override
    public Map<String, String> start() {
        // Whoever registers a mistyped name wants the mail.
        var started = new TestDns().with("gmial.com", "MX", "10 mx.gmial.com.");
        dns = started;
        return Map.ofEntries(
                Map.entry("MASTER_KEY_FILE", secret("master")),
                Map.entry("DIGEST_PEPPER_FILE", secret("pepper")),
                Map.entry("MAIL_DOMAIN", "notif.test"),
                Map.entry("DNS_RESOLVER", "127.0.0.1:" + started.port()),
                Map.entry("PUBLIC_URL", "https://notifications.example"),
                Map.entry("OIDC_URL", "${keycloak.url}/realms/quarkus"),
                Map.entry("OIDC_CLIENT_SECRET", "secret"),
                Map.entry("KEYCLOAK_URL", "${keycloak.url}"),
                Map.entry("TRACKING_URL", "${keycloak.url}/tracking"),
                Map.entry("PREFERENCES_URL", "${keycloak.url}/preferences"),
                // Rows of batches move when a test says so, and few of them make several chunks.
                Map.entry("gateway.batch.enabled", "false"),
                Map.entry("gateway.batch.chunk", "50"));
    }

    private static String secret(String name) {
        try {
            var bytes = new byte[32];
            new SecureRandom().nextBytes(bytes);
            Path file = Files.createTempFile(name, ".key");
            file.toFile().deleteOnExit();
            return Files.writeString(file, Base64.getEncoder().encodeToString(bytes)).toString();
        } catch (IOException e) {
            throw new UncheckedIOException("no secret file could be written", e);
        }
    }

    @Override
    public void stop() {
        // The files go with the JVM.
        if (dns != null) {
            dns.close();
        }
    }
}
