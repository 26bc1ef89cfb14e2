package fr.gouv.notifications.local;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The file {@code stack.env}: how any tool finds, uses and measures the running platform. */
final class StackFile {

    private final LocalStack stack;

    StackFile(LocalStack stack) {
        this.stack = stack;
    }

    /** The account that the demonstration made for its service. */
    record Demo(
            String service,
            String clientId,
            String clientSecret,
            String kafkaUser,
            String kafkaPassword) {}

    Map<String, String> values(Optional<Demo> demo) {
        var chosen = stack.chosen();
        var values = new LinkedHashMap<String, String>();
        if (chosen.contains(Part.GATEWAY)) {
            values.put("API_URL", stack.apiUrl());
        }
        if (chosen.contains(Part.KEYCLOAK)) {
            values.put("TOKEN_URL", stack.tokenUrl());
            values.put("KEYCLOAK_URL", stack.keycloakUrl());
            values.put("KEYCLOAK_ADMIN", KeycloakTemplate.ADMINISTRATOR);
            values.put(
                    "KEYCLOAK_ADMIN_PASSWORD",
                    stack.secrets().password(KeycloakTemplate.ADMINISTRATOR_SECRET));
            values.put("ADMIN_CLIENT_ID", ServiceEnvironment.PLATFORM_ADMIN);
            values.put(
                    "ADMIN_CLIENT_SECRET", stack.clientSecret(ServiceEnvironment.PLATFORM_ADMIN));
        }
        demo.ifPresent(
                made -> {
                    values.put("DEMO_SERVICE", made.service());
                    values.put("DEMO_CLIENT_ID", made.clientId());
                    values.put("DEMO_CLIENT_SECRET", made.clientSecret());
                    values.put("DEMO_KAFKA_USER", made.kafkaUser());
                    values.put("DEMO_KAFKA_PASSWORD", made.kafkaPassword());
                });
        if (chosen.contains(Part.MAIL)) {
            values.put("INBOX_URL", stack.inboxUrl());
            values.put("IMAP_PORT", Integer.toString(stack.port(Port.IMAP)));
        }
        values.put("SMTP_HOST", stack.smtp().getKey());
        values.put("SMTP_PORT", Integer.toString(stack.smtp().getValue()));
        if (chosen.contains(Part.DISPATCH)) {
            values.put("INBOUND_SMTP_PORT", Integer.toString(stack.port(Port.INBOUND_SMTP)));
        }
        if (chosen.contains(Part.KAFKA)) {
            var admin = stack.kafka("admin");
            values.put("KAFKA_BOOTSTRAP", stack.kafkaBootstrap());
            values.put("KAFKA_ADMIN", "admin");
            values.put("KAFKA_ADMIN_PASSWORD", stack.kafkaPassword("admin"));
            values.put(
                    "KAFKA_SECURITY",
                    admin.get("security.protocol") + "/" + admin.get("sasl.mechanism"));
        }
        if (chosen.contains(Part.POSTGRES)) {
            values.put(
                    "POSTGRES_URL",
                    "postgresql://postgres:%s@127.0.0.1:%d/postgres"
                            .formatted(
                                    stack.secrets().password("postgres"),
                                    stack.port(Port.POSTGRES)));
        }
        for (var service : Part.services()) {
            if (chosen.contains(service)) {
                values.put(service.name() + "_URL", stack.url(service));
            }
        }
        for (var part : chosen) {
            values.put(
                    "PID_" + part.name().toUpperCase(Locale.ROOT),
                    Long.toString(stack.part(part).pid()));
        }
        values.put("PID_STACK", Long.toString(ProcessHandle.current().pid()));
        return values;
    }

    /** Writes the file, for its owner's eyes only: it holds secrets. */
    void write(Path file, Optional<Demo> demo) {
        PrivateFile.write(
                file,
                values(demo).entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + quoted(entry.getValue()) + "\n")
                        .collect(Collectors.joining()));
    }

    /** Bare where a shell reads it bare, else in single quotes. */
    static String quoted(String value) {
        return value.matches("[A-Za-z0-9_./:@%+=,-]*")
                ? value
                : "'" + value.replace("'", "'\\''") + "'";
    }
}
