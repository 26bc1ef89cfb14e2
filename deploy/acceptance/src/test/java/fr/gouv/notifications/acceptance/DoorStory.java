package fr.gouv.notifications.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.gouv.notifications.local.ApiClient;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who has no right to ask, and what cannot be meant, gets a clear answer and moves nothing. */
@ExtendWith(Platform.class)
class DoorStory {

    private static final Map<String, Object> REQUEST =
            Map.of("template", "avis", "to", Map.of("email", "personne@exemple.test"));

    @Test
    void withoutAValidTokenNobodyEnters(Platform platform) {
        var nobody = new ApiClient(platform.stack().apiUrl(), () -> "");
        var forger = new ApiClient(platform.stack().apiUrl(), () -> "abc.def.ghi");

        assertProblem(nobody.post("/v1/notifications", REQUEST), 401, "token-missing");
        assertProblem(forger.post("/v1/notifications", REQUEST), 401, "token-invalid");
    }

    @Test
    void anExpiredTokenIsNamedAsSuch(Platform platform) {
        var service = platform.newService("Caisse");
        var stack = platform.stack();
        var keycloak =
                new ApiClient(
                        stack.keycloakUrl() + "/admin/realms/notifications",
                        () -> stack.token("gateway", stack.clientSecret("gateway")));
        var client = keycloak.get("/clients?clientId=" + service.clientId()).body().get(0);
        var changed =
                keycloak.put(
                        "/clients/" + client.path("id").asText(),
                        Map.of(
                                "clientId", service.clientId(),
                                "attributes", Map.of("access.token.lifespan", "2")));
        assertThat(changed.status()).isEqualTo(204);
        assertThat(service.api().get("/v1/notifications").status()).isEqualTo(200);

        var answer =
                await("the token expires")
                        .atMost(Platform.LONG)
                        .until(
                                () -> service.api().get("/v1/notifications"),
                                read -> read.status() == 401);

        assertProblem(answer, 401, "token-expired");
    }

    @Test
    void aTokenOpensOnlyWhatItsScopesName(Platform platform) {
        var service = platform.newService("Caisse");
        var admin = new ApiClient(platform.stack().apiUrl(), platform.stack()::adminToken);

        assertProblem(
                service.api().post("/v1/services", Map.of("slug", "x1", "name", "X")),
                403,
                "scope-missing");
        assertProblem(admin.post("/v1/notifications", REQUEST), 403, "scope-missing");
        assertProblem(
                service.api().get("/internal/data-keys/" + service.slug() + "/2026-11-23"),
                403,
                "scope-missing");
    }

    @Test
    void anotherServicesThingsAnswerAsIfTheyDidNotExist(Platform platform) {
        var owner = platform.newService("Caisse");
        owner.publish("avis", "mandatory", "Avis", "Un avis vous attend.");
        owner.api().put("/v1/citizens/c-1", Map.of("email", "c1@exemple.test"));
        var id = owner.send("avis", "a-moi@exemple.test", Map.of());
        platform.awaitStatus(owner, id, "delivered");
        var stranger = platform.newService("Autre");

        var foreign = stranger.read(id);
        var unknown = stranger.read(UUID.randomUUID().toString());
        assertProblem(foreign, 404, "not-found");
        assertProblem(unknown, 404, "not-found");
        assertThat(stranger.api().get("/v1/notifications").body().path("items")).isEmpty();
        assertProblem(stranger.api().get("/v1/templates/avis"), 404, "not-found");
        assertProblem(
                stranger.api().post("/v1/templates/avis/preview", Map.of("values", Map.of())),
                404,
                "not-found");
        assertProblem(stranger.api().delete("/v1/templates/avis"), 404, "not-found");
        assertProblem(stranger.api().get("/v1/citizens/c-1"), 404, "not-found");
        assertProblem(stranger.api().post("/v1/notifications", REQUEST), 422, "invalid");
        var page = owner.api().get("/v1/notifications?limit=1");
        owner.send("avis", "a-moi@exemple.test", Map.of());
        if (!page.text("next").isEmpty()) {
            assertProblem(
                    stranger.api().get("/v1/notifications?cursor=" + page.text("next")),
                    400,
                    "invalid-cursor");
        }
        assertThat(owner.api().get("/v1/templates/avis").status()).isEqualTo(200);
    }

    @Test
    void everyBadRequestSaysWhatIsWrongAndSendsNothing(Platform platform) {
        var service = platform.newService("Caisse");
        service.publish("avis", "mandatory", "Avis ((a))", "((b)) ((c))");
        var api = service.api();
        var mailsBefore = platform.stack().mail().inbox().count();

        var missing =
                api.post(
                        "/v1/notifications",
                        Map.of("template", "avis", "to", Map.of("email", "x@exemple.test")));
        assertProblem(missing, 422, "invalid");
        assertThat(missing.body().path("errors").findValuesAsText("field"))
                .contains("values.a", "values.b", "values.c");

        assertProblem(
                api.post("/v1/notifications", "{\"template\": \"avis\", \"to\": "),
                400,
                "malformed-json");
        var unknown =
                api.post(
                        "/v1/notifications",
                        Map.of("template", "avis", "tto", Map.of("email", "x@exemple.test")));
        assertProblem(unknown, 400, "invalid-body");
        assertThat(unknown.body().toString()).contains("tto");
        assertProblem(
                api.post(
                        "/v1/notifications",
                        Map.of("template", 7, "to", Map.of("email", "x@exemple.test"))),
                400,
                "invalid-body");
        assertProblem(
                api.postRaw("/v1/notifications", "x".repeat(3_000_000).getBytes(UTF_8)),
                413,
                "too-large");
        for (var address :
                List.of(
                        "a@exemple.test;b@exemple.test",
                        "a@exemple.test, b@exemple.test",
                        "pas une adresse",
                        "a@exemple.test\r\nBcc: b@exemple.test",
                        "a@exemple..test",
                        "@exemple.test")) {
            var answer =
                    api.post(
                            "/v1/notifications",
                            Map.of(
                                    "template", "avis",
                                    "to", Map.of("email", address),
                                    "values", Map.of("a", "1", "b", "2", "c", "3")));
            assertProblem(answer, 422, "invalid");
            assertThat(answer.body().path("errors").findValuesAsText("field"))
                    .as(address)
                    .containsExactly("to.email");
        }
        assertThat(api.delete("/v1/templates/avis").status()).isEqualTo(204);
        assertProblem(
                api.post(
                        "/v1/notifications",
                        Map.of("template", "avis", "to", Map.of("email", "x@exemple.test"))),
                422,
                "invalid");

        assertThat(api.get("/v1/notifications").body().path("items")).isEmpty();
        assertThat(platform.stack().mail().inbox().count()).isEqualTo(mailsBefore);
    }

    private static void assertProblem(ApiClient.Answer answer, int status, String type) {
        assertThat(answer.status()).as("status of %s", answer.body()).isEqualTo(status);
        assertThat(answer.text("type")).isEqualTo("urn:notifications:problem:" + type);
        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                .startsWith("application/problem+json");
        assertThat(answer.text("detail")).isNotBlank();
    }
}
