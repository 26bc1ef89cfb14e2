package fr.gouv.notifications.local;

import com.fasterxml.jackson.databind.JsonNode;
import fr.gouv.notifications.local.StackFile.Demo;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The proof that a stack works: a service is created, its templates are published, and one real
 * e-mail goes out through the API and is followed to its final status.
 */
final class Demonstration {

    static final String SERVICE = "demo";

    /** An address that no one owns: the name is reserved for examples. */
    static final String RECIPIENT = "camille.martin@citoyen.example";

    private static final String CLIENT_ID = "demo-client-id";
    private static final String KAFKA_USER = "demo-kafka-user";
    private static final String KAFKA_PASSWORD = "demo-kafka-password";
    private static final String CLIENT_SECRET = "demo-client-secret";
    private static final Duration DELIVERY = Duration.ofSeconds(90);

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    private final LocalStack stack;
    private final Console console;

    Demonstration(LocalStack stack, Console console) {
        this.stack = stack;
        this.console = console;
    }

    /** Shows the whole way once; returns the account of the demonstration service. */
    Demo run() {
        var demo = account();
        console.progress("demo        service \"%s\" is there".formatted(demo.service()));
        var api = client(() -> stack.token(demo.clientId(), demo.clientSecret()));
        publishTemplates(api);
        console.progress("demo        templates are published");
        var id = send(api);
        console.progress("demo        e-mail accepted as " + id);
        var notification = follow(api, id);
        tell(notification);
        return demo;
    }

    private ApiClient client(Supplier<String> tokens) {
        return new ApiClient(stack.apiUrl(), tokens);
    }

    // --- The service ---------------------------------------------------------------------------

    /** Created now, or known from an earlier run; credentials that were lost are minted again. */
    private Demo account() {
        var admin = client(stack::adminToken);
        var answer =
                admin.post(
                        "/v1/services",
                        Map.of(
                                "slug",
                                SERVICE,
                                "name",
                                "Service de démonstration",
                                "contact",
                                "contact@demo.example",
                                "replyTo",
                                "repondre@demo.example"));
        if (answer.status() == 201) {
            return kept(answer.body().path("credentials"));
        }
        if (answer.status() != 409) {
            throw answer.unexpected("create the demonstration service");
        }
        return remembered()
                .orElseGet(
                        () ->
                                kept(
                                        admin.post("/v1/services/" + SERVICE + "/credentials", "")
                                                .expect(201, "mint credentials")));
    }

    private Demo kept(JsonNode credentials) {
        var demo =
                demo(
                        credentials.path("clientId").asText(),
                        credentials.path("clientSecret").asText());
        stack.secrets().keep(CLIENT_ID, demo.clientId());
        stack.secrets().keep(CLIENT_SECRET, demo.clientSecret());
        return demo;
    }

    private Demo demo(String clientId, String clientSecret) {
        if (!stack.secrets().has(KAFKA_USER) || !stack.secrets().has(KAFKA_PASSWORD)) {
            var door =
                    client(stack::adminToken)
                            .post("/v1/services/" + SERVICE + "/kafka-credentials", "")
                            .expect(201, "open the Kafka door");
            stack.secrets().keep(KAFKA_USER, door.path("username").asText());
            stack.secrets().keep(KAFKA_PASSWORD, door.path("password").asText());
        }
        return new Demo(
                SERVICE,
                clientId,
                clientSecret,
                stack.secrets().password(KAFKA_USER),
                stack.secrets().password(KAFKA_PASSWORD));
    }

    private Optional<Demo> remembered() {
        if (!stack.secrets().has(CLIENT_ID) || !stack.secrets().has(CLIENT_SECRET)) {
            return Optional.empty();
        }
        var demo =
                demo(stack.secrets().password(CLIENT_ID), stack.secrets().password(CLIENT_SECRET));
        try {
            stack.token(demo.clientId(), demo.clientSecret());
            return Optional.of(demo);
        } catch (StackException refused) {
            return Optional.empty();
        }
    }

    private void publishTemplates(ApiClient api) {
        put(
                api,
                "rdv-rappel",
                Map.of(
                        "name",
                        "Rappel de rendez-vous",
                        "category",
                        "mandatory",
                        "email",
                        Map.of(
                                "subject",
                                "Votre rendez-vous du ((date))",
                                "body",
                                """
                                # Bonjour ((prénom)),

                                Vous avez rendez-vous le ((date)) à ((heure)), ((lieu)).

                                ((urgent??Ce rendez-vous ne peut pas être reporté.))

                                Merci d'apporter :

                                ((pièces))

                                ---

                                Un empêchement ? Prévenez-nous depuis [votre espace personnel](https://demo.example/rendez-vous/((dossier))).
                                """),
                        "sms",
                        Map.of(
                                "text",
                                "Rappel : rendez-vous le ((date)) à ((heure)), ((lieu)). Empêchement : demo.example")));
        put(
                api,
                "document-disponible",
                Map.of(
                        "name",
                        "Document disponible",
                        "category",
                        "optional",
                        "email",
                        Map.of(
                                "subject",
                                "Votre document est disponible",
                                "body",
                                """
                                Bonjour ((prénom)),

                                Votre document « ((document)) » est disponible dans [votre espace personnel](https://demo.example/documents).
                                """)));
    }

    private void put(ApiClient api, String template, Map<String, Object> content) {
        var answer = api.put("/v1/templates/" + template, content);
        if (answer.status() != 200 && answer.status() != 201) {
            throw answer.unexpected("publish the template " + template);
        }
    }

    // --- The e-mail ----------------------------------------------------------------------------

    private String send(ApiClient api) {
        var values = new LinkedHashMap<String, Object>();
        values.put("prénom", "Camille");
        values.put("date", "mardi 1er décembre 2026");
        values.put("heure", "10 h 30");
        values.put("lieu", "à la mairie annexe, guichet 4");
        values.put("urgent", false);
        values.put("pièces", List.of("une pièce d'identité", "un justificatif de domicile"));
        values.put("dossier", "2026-0042");
        return api.post(
                        "/v1/notifications",
                        Map.of(
                                "template",
                                "rdv-rappel",
                                "to",
                                Map.of("email", RECIPIENT),
                                "values",
                                values,
                                "reference",
                                "demonstration"))
                .expect(201, "send the e-mail")
                .path("id")
                .asText();
    }

    private JsonNode follow(ApiClient api, String id) {
        var seen = new ArrayList<JsonNode>();
        var isFinal =
                Patience.until(
                        () -> {
                            seen.add(
                                    api.get("/v1/notifications/" + id)
                                            .expect(200, "read the status"));
                            return seen.getLast().path("final").asBoolean();
                        },
                        DELIVERY);
        if (!isFinal) {
            tell(seen.getLast());
            throw new StackException(
                    "The demonstration e-mail was not delivered within %d s; ./notifications logs dispatch tells more."
                            .formatted(DELIVERY.toSeconds()));
        }
        return seen.getLast();
    }

    private void tell(JsonNode notification) {
        console.say("");
        console.say(
                "  Notification %s — %s: %s"
                        .formatted(
                                notification.path("id").asText(),
                                notification.path("status").asText(),
                                notification.path("sentence").asText()));
        console.say("");
        var table = new TextTable("when", "event", "channel", "attempt", "what it means");
        for (var line : notification.path("timeline")) {
            table.row(
                    TIME.format(Instant.parse(line.path("at").asText())),
                    line.path("event").asText(),
                    line.path("channel").asText(""),
                    line.path("attempt").asText(""),
                    line.path("sentence").asText(""));
        }
        table.lines().forEach(line -> console.say("  " + line));
        console.say("");
    }
}
