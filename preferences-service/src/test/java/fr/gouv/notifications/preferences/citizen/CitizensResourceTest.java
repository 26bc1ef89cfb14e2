package fr.gouv.notifications.preferences.citizen;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;

import fr.gouv.notifications.eventing.testing.PlatformResource;
import fr.gouv.notifications.preferences.GatewayStub;
import fr.gouv.notifications.preferences.Tokens;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(PlatformResource.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
@QuarkusTestResource(GatewayStub.class)
class CitizensResourceTest {

    private static final String CITIZEN = "/internal/services/{service}/citizens/{citizen}";
    private static final String OPT_OUTS = "/internal/services/{service}/opt-outs";

    private final AgroalDataSource dataSource;

    CitizensResourceTest(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Test
    void keepsTheAddressesOfACitizenInTheirNormalForm() {
        put("caf-92", "alloc-1", "{\"email\":\" Zoe@Example.FR \",\"phone\":\"06 12 34 56 78\"}")
                .statusCode(204);

        get("caf-92", "alloc-1")
                .statusCode(200)
                .body("email", equalTo("Zoe@example.fr"))
                .body("phone", equalTo("+33612345678"));
    }

    @Test
    void replacesAllThatWasKnown() {
        put("caf-92", "alloc-2", "{\"email\":\"a@example.fr\",\"phone\":\"0612345678\"}")
                .statusCode(204);

        put("caf-92", "alloc-2", "{\"email\":\"b@example.fr\"}").statusCode(204);

        get("caf-92", "alloc-2")
                .statusCode(200)
                .body("email", equalTo("b@example.fr"))
                .body("phone", equalTo(null));
    }

    @Test
    void forgetsACitizenAsOftenAsAsked() {
        put("caf-92", "alloc-3", "{\"email\":\"a@example.fr\"}").statusCode(204);

        delete("caf-92", "alloc-3").statusCode(204);
        delete("caf-92", "alloc-3").statusCode(204);

        get("caf-92", "alloc-3")
                .statusCode(404)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:notifications:problem:not-found"));
    }

    @Test
    void showsACitizenToNoOtherService() {
        put("caf-92", "alloc-4", "{\"email\":\"a@example.fr\",\"phone\":\"0698765432\"}")
                .statusCode(204);

        get("cpam-75", "alloc-4").statusCode(404);
        put("cpam-75", "alloc-4", "{\"email\":\"b@example.fr\"}").statusCode(204);
        get("caf-92", "alloc-4").statusCode(200).body("email", equalTo("a@example.fr"));
        delete("cpam-75", "alloc-4").statusCode(204);

        get("caf-92", "alloc-4")
                .statusCode(200)
                .body("email", equalTo("a@example.fr"))
                .body("phone", equalTo("+33698765432"));
    }

    @Test
    void keepsNothingInClear() throws SQLException {
        put("caf-92", "dupont-1962", "{\"email\":\"secret@example.fr\",\"phone\":\"0698765432\"}")
                .statusCode(204);
        optOut("caf-92", "{\"email\":\"other-secret@example.fr\"}").statusCode(204);

        assertThat(everythingKept())
                .isNotEmpty()
                .noneMatch(row -> row.contains("secret"))
                .noneMatch(row -> row.contains("698765432"))
                .noneMatch(row -> row.contains("dupont"));
    }

    @Test
    void namesEveryFaultAtOnceAndRepeatsNoValue() {
        put("caf-92", "alloc-5", "{\"email\":\"a@b.fr;c@d.fr\",\"phone\":\"12\"}")
                .statusCode(422)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:notifications:problem:invalid"))
                .body("errors.field", hasItems("email", "phone"))
                .body("errors.code", hasItems("two-addresses", "phone-invalid"))
                .body(not(containsString("a@b.fr")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                    | 422 | urn:notifications:problem:invalid",
                "{\"email\":\"nobody\"}                | 422 | urn:notifications:problem:invalid",
                "{\"mail\":\"a@b.fr\"}                 | 400 | urn:notifications:problem:invalid-body",
                "{\"email\":12}                        | 400 | urn:notifications:problem:invalid-body",
                "{\"email\":[\"a@b.fr\"]}              | 400 | urn:notifications:problem:invalid-body",
                "{\"email\":\"a@b.fr\",\"email\":\"c@d.fr\"} | 400 | urn:notifications:problem:malformed-json",
                "{\"email\":\"a@b.fr\"} trailing       | 400 | urn:notifications:problem:malformed-json",
                "{\"email\":                           | 400 | urn:notifications:problem:malformed-json"
            })
    void refusesWhatItDoesNotUnderstand(String body, int status, String type) {
        put("caf-92", "alloc-6", body)
                .statusCode(status)
                .contentType("application/problem+json")
                .body("type", equalTo(type))
                .body(not(containsString("a@b.fr")));
        get("caf-92", "alloc-6").statusCode(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{}", "{\"email\":\"a@b.fr\",\"citizen\":\"x\"}", "{\"citizen\":\" \"}"})
    void wantsOneAddressOrOneCitizenToRefuse(String body) {
        optOut("caf-92", body).statusCode(422);
    }

    @Test
    void takesARefusalBack() {
        optOut("caf-92", "{\"citizen\":\"alloc-7\"}").statusCode(204);
        optOut("caf-92", "{\"citizen\":\"alloc-7\"}").statusCode(204);

        Tokens.gateway()
                .contentType(ContentType.JSON)
                .body("{\"citizen\":\"alloc-7\"}")
                .delete(OPT_OUTS, "caf-92")
                .then()
                .statusCode(204);
    }

    @Test
    void answersThePlatformsOwnClientsOnly() {
        given().get(CITIZEN, "caf-92", "alloc-8").then().statusCode(401);
        given().auth()
                .oauth2(Tokens.withScope("notifications:manage"))
                .get(CITIZEN, "caf-92", "alloc-8")
                .then()
                .statusCode(403);
        given().auth()
                .oauth2(Tokens.withScope("notifications:manage"))
                .contentType(ContentType.JSON)
                .body("{\"citizen\":\"x\"}")
                .put(OPT_OUTS, "caf-92")
                .then()
                .statusCode(403);
    }

    private List<String> everythingKept() throws SQLException {
        List<String> kept = new ArrayList<>();
        try (var connection = dataSource.getConnection();
                var select =
                        connection.prepareStatement(
                                "select c::text from contact c union all select o::text from opt_out o");
                var rows = select.executeQuery()) {
            while (rows.next()) {
                kept.add(rows.getString(1));
            }
        }
        return kept;
    }

    private static ValidatableResponse put(String service, String citizen, String body) {
        return Tokens.gateway()
                .contentType(ContentType.JSON)
                .body(body)
                .put(CITIZEN, service, citizen)
                .then();
    }

    private static ValidatableResponse get(String service, String citizen) {
        return Tokens.gateway().get(CITIZEN, service, citizen).then();
    }

    private static ValidatableResponse delete(String service, String citizen) {
        return Tokens.gateway().delete(CITIZEN, service, citizen).then();
    }

    private static ValidatableResponse optOut(String service, String body) {
        return Tokens.gateway()
                .contentType(ContentType.JSON)
                .body(body)
                .put(OPT_OUTS, service)
                .then();
    }
}
