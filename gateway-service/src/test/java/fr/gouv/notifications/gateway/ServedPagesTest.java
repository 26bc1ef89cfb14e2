package fr.gouv.notifications.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** What the gateway shows beside the API itself. */
@QuarkusTest
class ServedPagesTest {

    @Test
    void everyEndpointIsDescribedWithAnExample() throws Exception {
        var document =
                RestAssured.given()
                        .accept("application/json")
                        .get("/q/openapi?format=json")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString();

        var lacking = new ArrayList<String>();
        var paths = new ObjectMapper().readTree(document).path("paths");
        for (var path : paths.properties()) {
            assertThat(path.getKey()).doesNotStartWith("/internal");
            for (var operation : path.getValue().properties()) {
                if (lacksExample(operation.getValue())) {
                    lacking.add(operation.getKey() + " " + path.getKey());
                }
            }
        }
        assertThat(paths.size()).isGreaterThanOrEqualTo(10);
        assertThat(lacking).isEmpty();
    }

    @Test
    void thePageToTryItIsThere() {
        RestAssured.get("/q/swagger-ui/").then().statusCode(200).body(containsString("swagger"));
    }

    @Test
    void healthAndMetricsAreServed() {
        RestAssured.get("/q/health/live").then().statusCode(200).body("status", equalTo("UP"));
        RestAssured.get("/q/health/ready").then().statusCode(200).body("status", equalTo("UP"));
        RestAssured.get("/q/metrics").then().statusCode(200).body(containsString("jvm_memory"));
    }

    private static boolean lacksExample(JsonNode operation) {
        var request = operation.path("requestBody");
        var answers = operation.path("responses");
        return (!request.isMissingNode() && !hasExample(request))
                || (!answers.has("204") && !hasExample(answers));
    }

    private static boolean hasExample(JsonNode node) {
        return !node.findPath("examples").isMissingNode()
                || !node.findPath("example").isMissingNode();
    }
}
