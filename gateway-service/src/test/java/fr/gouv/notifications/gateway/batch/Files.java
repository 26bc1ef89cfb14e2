package fr.gouv.notifications.gateway.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import fr.gouv.notifications.gateway.testing.Token;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.Map;

/** Sends files as a browser would, for the template {@code rdv-rappel}. */
final class Files {

    static final String HEADINGS = "courriel;prénom;date;urgent\n";

    static ValidatableResponse send(String service, String csv) {
        return send(service, csv.getBytes(UTF_8), Map.of());
    }

    static ValidatableResponse send(String service, String csv, Map<String, String> fields) {
        return send(service, csv.getBytes(UTF_8), fields);
    }

    static ValidatableResponse send(String service, byte[] file, Map<String, String> fields) {
        return form(service, file, fields).post("/v1/batches").then();
    }

    /** The same with an {@code Idempotency-Key}. */
    static ValidatableResponse send(
            String service, String csv, Map<String, String> fields, String key) {
        return form(service, csv.getBytes(UTF_8), fields)
                .header("Idempotency-Key", key)
                .post("/v1/batches")
                .then();
    }

    private static RequestSpecification form(
            String service, byte[] file, Map<String, String> fields) {
        var request =
                RestAssured.given()
                        .auth()
                        .oauth2(Token.ofService(service, Token.TENANT_SCOPES))
                        .multiPart("file", "rappels.csv", file, "text/csv");
        if (!fields.containsKey("template")) {
            request.multiPart("template", "rdv-rappel");
        }
        fields.forEach(request::multiPart);
        return request;
    }

    /** A file of so many rows, each for another citizen. */
    static String rows(int count) {
        var csv = new StringBuilder(HEADINGS);
        for (var i = 1; i <= count; i++) {
            csv.append("zoe.seed").append(i).append("@exemple.fr;Zoé;3 mai;non\n");
        }
        return csv.toString();
    }

    private Files() {}
}
