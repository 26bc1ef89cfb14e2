package fr.gouv.notifications.local;

import fr.gouv.notifications.local.StackFile.Demo;
import java.nio.file.Path;
import java.util.Optional;

/** Tells the person at the terminal where everything is, and what to try next. */
final class Addresses {

    private final LocalStack stack;
    private final Path stackEnv;
    private final Console console;

    Addresses(LocalStack stack, Path stackEnv, Console console) {
        this.stack = stack;
        this.stackEnv = stackEnv;
        this.console = console;
    }

    void tell(Optional<Demo> demo) {
        var chosen = stack.chosen();
        console.say("");
        if (chosen.contains(Part.GATEWAY)) {
            console.say("  API                " + stack.apiUrl());
            console.say("  API documentation  " + stack.apiUrl() + "/q/swagger-ui");
        }
        if (chosen.contains(Part.MAIL)) {
            console.say("  Mail inbox         " + stack.inboxUrl());
        }
        if (chosen.contains(Part.KEYCLOAK)) {
            console.say(
                    "  Keycloak           %s/admin/  (user %s, password in stack.env)"
                            .formatted(stack.keycloakUrl(), KeycloakTemplate.ADMINISTRATOR));
        }
        console.say("  For tools          " + stackEnv);
        console.say("");
        if (demo.isPresent()) {
            console.say("  Try next:");
            console.say("");
            console.say(
                    "  . %s; TOKEN=$(curl -s -d grant_type=client_credentials -d client_id=$DEMO_CLIENT_ID -d client_secret=$DEMO_CLIENT_SECRET $TOKEN_URL | sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/')"
                            .formatted(StackFile.quoted(stackEnv.toString())));
            console.say(
                    "  curl -s -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' -d '{\"template\":\"document-disponible\",\"to\":{\"email\":\"sam@citoyen.example\"},\"values\":{\"prénom\":\"Sam\",\"document\":\"Attestation\"}}' $API_URL/v1/notifications");
            console.say(
                    "  curl -s -H \"Authorization: Bearer $TOKEN\" \"$API_URL/v1/notifications?limit=5\"");
            console.say("");
            console.say(
                    "  Write to simulate-550@citoyen.example to be refused at once, to simulate-bounce@citoyen.example to see an e-mail come back,");
            console.say(
                    "  to simulate-complaint@…, simulate-reply@… or simulate-away@citoyen.example to see a complaint, an answer, a vacation reply.");
            console.say("");
        }
    }
}
