package fr.gouv.notifications.local;

import fr.gouv.notifications.local.LocalStack.Relay;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The variables that each service is started with: its addresses, its accounts, its keys. */
final class ServiceEnvironment {

    /** The program that administers the platform. */
    static final String PLATFORM_ADMIN = "platform-admin";

    /** In whose name the platform writes here. */
    private static final String MAIL_DOMAIN = "notifications.localhost";

    private final Ports ports;
    private final Secrets secrets;
    private final PostgresServer postgres;
    private final KafkaServer kafka;
    private final KeycloakServer keycloak;
    private final Supplier<@Nullable Relay> relays;

    ServiceEnvironment(
            Ports ports,
            Secrets secrets,
            PostgresServer postgres,
            KafkaServer kafka,
            KeycloakServer keycloak,
            Supplier<@Nullable Relay> relays) {
        this.ports = ports;
        this.secrets = secrets;
        this.postgres = postgres;
        this.kafka = kafka;
        this.keycloak = keycloak;
        this.relays = relays;
    }

    Map<String, String> of(Part service) {
        var name = service.label();
        var values = new LinkedHashMap<String, String>();
        values.put("HTTP_HOST", "127.0.0.1");
        values.put("HTTP_PORT", Integer.toString(ports.of(Port.valueOf(service.name()))));
        values.put("DB_URL", postgres.url(name));
        values.put("DB_USER", name);
        values.put("DB_PASSWORD", secrets.password(name + "-database"));
        values.put("KAFKA_BOOTSTRAP", kafka.bootstrap());
        values.put("KAFKA_SECURITY_PROTOCOL", "SASL_PLAINTEXT");
        values.put("KAFKA_USER", name);
        values.put("KAFKA_PASSWORD", kafka.password(name));
        values.put("OIDC_URL", keycloak.realmUrl());
        values.put("OIDC_CLIENT_ID", name);
        values.put("OIDC_CLIENT_SECRET", secrets.password(name + "-client"));
        values.put("LOG_JSON", "true");
        // Each thread that ever asked the C library for memory would else keep a pool of its own.
        values.put("MALLOC_ARENA_MAX", "2");
        switch (service) {
            case GATEWAY -> {
                values.put("KEYCLOAK_URL", keycloak.url());
                values.put("KEYCLOAK_REALM", KeycloakTemplate.REALM);
                values.put("PUBLIC_URL", url(Port.GATEWAY));
                values.put("TRACKING_URL", url(Port.TRACKING));
                values.put("PREFERENCES_URL", url(Port.PREFERENCES));
                // Nobody else is here to be protected, and benchmarks send what the machine can.
                values.put("GATEWAY_QUOTA_REQUESTS_PER_MINUTE", "1000000");
                values.put("GATEWAY_QUOTA_EMAIL_PER_DAY", "100000000");
                values.put("MAIL_DOMAIN", MAIL_DOMAIN);
                // Nothing here has a DNS: no domain is examined, and none is held back.
                values.put("DNS_RESOLVER", "none");
                values.put("MASTER_KEY_FILE", secrets.keyFile("master.key").toString());
                values.put("DIGEST_PEPPER_FILE", secrets.keyFile("gateway-digest.key").toString());
            }
            case PREFERENCES -> {
                values.put("GATEWAY_URL", url(Port.GATEWAY));
                values.put("CONTACT_KEY_FILE", secrets.keyFile("contact.key").toString());
                values.put(
                        "DIGEST_PEPPER_FILE", secrets.keyFile("preferences-digest.key").toString());
            }
            case DISPATCH -> {
                values.put("GATEWAY_URL", url(Port.GATEWAY));
                var relay = relays.get();
                values.put("SMTP_HOST", relay == null ? "127.0.0.1" : relay.host());
                values.put(
                        "SMTP_PORT",
                        Integer.toString(relay == null ? ports.of(Port.SMTP) : relay.port()));
                values.put("SMTP_TLS", "none");
                // The mailbox is the last server on the way: what it takes has arrived.
                values.put("SMTP_EVIDENCE", "HANDOVER");
                values.put("SMTP_EHLO", "localhost");
                values.put("MAIL_DOMAIN", MAIL_DOMAIN);
                values.put(
                        "RETURN_PATH_SECRET_FILE", secrets.keyFile("return-path.key").toString());
                values.put("INBOUND_SMTP_PORT", Integer.toString(ports.of(Port.INBOUND_SMTP)));
            }
            case TRACKING, POSTGRES, KAFKA, KEYCLOAK, MAIL -> {
                // Nothing of its own.
            }
        }
        return values;
    }

    private String url(Port port) {
        return "http://127.0.0.1:" + ports.of(port);
    }
}
