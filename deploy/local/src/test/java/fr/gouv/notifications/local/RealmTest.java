package fr.gouv.notifications.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RealmTest {

    private final JsonNode realm;

    RealmTest() throws Exception {
        realm =
                new ObjectMapper()
                        .readTree(Files.readString(Path.of("src/main/resources/realm.json")));
    }

    @Test
    void noSecretIsWrittenInTheRealm() {
        assertThat(realm.findValuesAsText("secret"))
                .hasSize(5)
                .allMatch(secret -> secret.matches("\\$\\{secret\\.[a-z-]+-client}"));
        assertThat(realm.findValues("credentials")).isEmpty();
    }

    @Test
    void everyTokenIsMeantForThePlatform() {
        assertThat(realm.path("defaultDefaultClientScopes"))
                .extracting(JsonNode::asText)
                .contains("notifications-audience");
        assertThat(realm.path("clients"))
                .allSatisfy(
                        client ->
                                assertThat(client.path("defaultClientScopes"))
                                        .extracting(JsonNode::asText)
                                        .contains("notifications-audience"));
    }

    @Test
    void onlyOneProgramAdministersAndOnlyServicesAreInternal() {
        Map<String, JsonNode> clients = new HashMap<>();
        realm.path("clients")
                .forEach(client -> clients.put(client.path("clientId").asText(), client));

        assertThat(clients)
                .containsOnlyKeys(
                        "gateway",
                        "preferences",
                        "dispatch",
                        "tracking",
                        "platform-admin",
                        "console");
        clients.forEach(
                (id, client) -> {
                    var scopes = client.path("defaultClientScopes").toString();
                    assertThat(scopes.contains("notifications:internal"))
                            .as(id)
                            .isEqualTo(!id.equals("platform-admin") && !id.equals("console"));
                    assertThat(scopes.contains("notifications:admin"))
                            .as(id)
                            .isEqualTo(id.equals("platform-admin"));
                });
    }
}
