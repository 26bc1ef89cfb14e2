package fr.gouv.notifications.gateway.attachment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import com.github.tomakehurst.wiremock.WireMockServer;
import fr.gouv.notifications.contracts.NotificationRequested;
import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.contracts.Words;
import fr.gouv.notifications.eventing.KeyRing;
import fr.gouv.notifications.eventing.testing.FactTap;
import fr.gouv.notifications.gateway.testing.Tenancy;
import fr.gouv.notifications.gateway.testing.Token;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWireMock;
import io.restassured.RestAssured;
import io.restassured.config.MultiPartConfig;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class AttachmentsTest {

    private static final byte[] PDF = "%PDF-1.7 secret-seed".getBytes(UTF_8);

    @OidcWireMock WireMockServer server;

    @Inject KeyRing keys;
    @Inject AgroalDataSource dataSource;
    @Inject SweepAttachments sweeper;

    @ConfigProperty(name = "KAFKA_BOOTSTRAP")
    String bootstrap;

    private String service;

    @BeforeEach
    void publishATemplate() {
        service = Tenancy.withTemplate(server);
    }

    @Test
    void keepsAFileSealedAndSaysHowLong() throws Exception {
        var kept =
                // As curl writes it: the name is in UTF-8, and not escaped.
                as(service)
                        .contentType("multipart/form-data; boundary=x")
                        .body(
                                ("--x\r\nContent-Disposition: form-data; name=\"file\";"
                                                + " filename=\"../Décision seed\u202E.pdf\"\r\n\r\n"
                                                + new String(PDF, UTF_8)
                                                + "\r\n--x--\r\n")
                                        .getBytes(UTF_8))
                        .post("/v1/attachments")
                        .then()
                        .statusCode(201)
                        .header(
                                "Location",
                                startsWith("https://notifications.example/v1/attachments/"))
                        .body("name", equalTo("Décision seed.pdf"))
                        .body("type", equalTo("application/pdf"))
                        .body("size", equalTo(PDF.length))
                        .extract();
        var id = kept.<String>path("id");

        assertThat(
                        Duration.between(
                                Instant.parse(kept.path("createdAt")),
                                Instant.parse(kept.path("neededUntil"))))
                .isEqualTo(Duration.ofDays(2));
        Token.as(service)
                .get("/v1/attachments/" + id)
                .then()
                .statusCode(200)
                .body("name", equalTo("Décision seed.pdf"));
        assertThat(stored("name", id) + stored("content", id)).doesNotContain("seed");
        var box =
                internal()
                        .get("/internal/attachments/" + service + "/" + id)
                        .then()
                        .statusCode(200)
                        .extract()
                        .asByteArray();
        var day = Instant.parse(kept.path("createdAt")).atOffset(ZoneOffset.UTC).toLocalDate();
        assertThat(keys.openBytes(service, day, UUID.fromString(id), "attachment", box))
                .isEqualTo(PDF);
    }

    @Test
    void refusesWhatIsNotSentAlong() {
        refused(upload("programme.exe", PDF), "kind-not-allowed");
        refused(upload("sans-extension", PDF), "kind-not-allowed");
        refused(upload("page.html", "<html>".getBytes(UTF_8)), "kind-not-allowed");
        refused(upload("faux.pdf", "MZ".getBytes(UTF_8)), "content-is-not-its-kind");
        refused(upload("vide.pdf", new byte[0]), "empty");
        refused(
                as(service)
                        .multiPart("file", "a.pdf", PDF, "application/pdf")
                        .multiPart("file", "b.pdf", PDF, "application/pdf")
                        .post("/v1/attachments"),
                "two-files");
        refused(
                as(service)
                        .multiPart("autre", "a.pdf", PDF, "application/pdf")
                        .post("/v1/attachments"),
                "unknown-field");
        Token.as(service).body("{}").post("/v1/attachments").then().statusCode(415);
    }

    @Test
    void refusesWhatIsTooLarge() {
        upload("gros.pdf", large(KeepAttachments.MOST_BYTES + 1))
                .then()
                .statusCode(413)
                .body("type", equalTo("urn:notifications:problem:too-large"));
        upload("enorme.pdf", large(KeepAttachments.MOST_BYTES + 2 * 1024 * 1024))
                .then()
                .statusCode(413);
        upload("juste.pdf", large(KeepAttachments.MOST_BYTES)).then().statusCode(201);
    }

    @Test
    void sendsThemSealedWithTheWordsAndNamesThemNowhereElse() throws Exception {
        try (var tap = new FactTap(bootstrap, Topics.REQUESTED_EXPRESS)) {
            var first = uploaded("Lettre seed.pdf", PDF);
            var second = uploaded("Liste.csv", "a;b".getBytes(UTF_8));
            var id =
                    UUID.fromString(
                            submit(service, List.of(second, first))
                                    .statusCode(201)
                                    .extract()
                                    .path("id"));

            var fact =
                    await().atMost(Duration.ofSeconds(20))
                            .until(
                                    () -> tap.facts(NotificationRequested.class, id),
                                    facts -> !facts.isEmpty())
                            .getFirst();
            var words = keys.open(service, id, "words", fact.words(), Words.class);
            assertThat(words.email()).isNotNull();
            assertThat(words.email().attachments())
                    .extracting(
                            Words.Attachment::id,
                            Words.Attachment::name,
                            Words.Attachment::type,
                            Words.Attachment::size)
                    .containsExactly(
                            tuple(UUID.fromString(second), "Liste.csv", "text/csv", 3),
                            tuple(
                                    UUID.fromString(first),
                                    "Lettre seed.pdf",
                                    "application/pdf",
                                    PDF.length));
            assertThat(tap.records())
                    .noneMatch(record -> new String(record.value(), UTF_8).contains("Lettre"));
            Token.as(service)
                    .get("/v1/attachments/" + first)
                    .then()
                    .body(
                            "neededUntil",
                            equalTo(
                                    fact.expiresAt()
                                            .truncatedTo(ChronoUnit.DAYS)
                                            .plus(2, ChronoUnit.DAYS)
                                            .toString()));
        }
    }

    @Test
    void saysEverythingThatIsWrongWithThem() {
        var own = uploaded("a.pdf", PDF);
        var other = Tenancy.withTemplate(server);

        submit(service, List.of(own, UUID.randomUUID().toString(), "x", own))
                .statusCode(422)
                .body(
                        "errors.field",
                        contains("attachments[1]", "attachments[2]", "attachments[3]"))
                .body("errors.code", contains("attachment-unknown", "attachment-unknown", "twice"));
        submit(other, List.of(own))
                .statusCode(422)
                .body("errors.code", contains("attachment-unknown"));
        submit(service, Collections.nCopies(11, own))
                .statusCode(422)
                .body("errors.code", contains("too-many"));
        submit(service, Arrays.asList((String) null))
                .statusCode(400)
                .body("errors.field", contains("attachments[0]"))
                .body("errors.code", contains("wrong-type"));
        var half = KeepAttachments.MOST_BYTES / 2 + 1;
        submit(service, List.of(uploaded("b.pdf", large(half)), uploaded("c.pdf", large(half))))
                .statusCode(422)
                .body("errors.code", contains("too-large"));
        submit(service, List.of()).statusCode(201);
    }

    @Test
    void eachItemOfABatchHasItsOwn() {
        var own = uploaded("a.pdf", PDF);

        Token.as(service)
                .body(
                        """
                        {"common":{"template":"rdv-rappel",
                                   "values":{"Prénom":"Zoé","date":"3 mai","urgent":true}},
                         "items":[{"to":{"email":"a@exemple.fr"},"attachments":["%s"]},
                                  {"to":{"email":"b@exemple.fr"},"attachments":["%s"]},
                                  {"to":{"email":"c@exemple.fr"}}]}"""
                                .formatted(own, UUID.randomUUID()))
                .post("/v1/notifications/batch")
                .then()
                .body("items[0].status", is(201))
                .body("items[1].problem.errors[0].code", is("attachment-unknown"))
                .body("items[2].status", is(201));
    }

    @Test
    void othersSeeNothingAndTheOwnerRemoves() {
        var own = uploaded("a.pdf", PDF);
        var other = Tenancy.withTemplate(server);

        Token.as(other).get("/v1/attachments/" + own).then().statusCode(404);
        Token.as(other).delete("/v1/attachments/" + own).then().statusCode(404);
        internal().get("/internal/attachments/" + other + "/" + own).then().statusCode(404);
        Token.as(service)
                .get("/internal/attachments/" + service + "/" + own)
                .then()
                .statusCode(403);
        Token.as(service).delete("/v1/attachments/" + own).then().statusCode(204);
        Token.as(service).get("/v1/attachments/" + own).then().statusCode(404);
    }

    @Test
    void whatNobodyNeedsGoesAndNothingElse() throws SQLException {
        var old = uploaded("a.pdf", PDF);
        var needed = uploaded("b.pdf", PDF);
        age(old);

        submit(service, List.of(old)).statusCode(422);
        sweeper.sweep();

        assertThat(rows(old)).isZero();
        assertThat(rows(needed)).isOne();
    }

    @Test
    void aServiceHasSoMuchRoomAndNoMore() throws SQLException {
        var first = uploaded("a.pdf", PDF);
        try (var connection = dataSource.getConnection();
                var update =
                        connection.prepareStatement(
                                "update attachment set size = ? where id = ?::uuid")) {
            update.setInt(1, Integer.MAX_VALUE);
            update.setString(2, first);
            update.executeUpdate();
        }

        upload("b.pdf", PDF)
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:notifications:problem:attachments-full"));
    }

    private ValidatableResponse submit(String as, List<String> attachments) {
        var ids =
                attachments.stream()
                        .map(id -> id == null ? "null" : '"' + id + '"')
                        .collect(Collectors.joining(","));
        return Token.as(as)
                .body(
                        """
                        {"template":"rdv-rappel","to":{"email":"zoe.seed@exemple.fr"},
                         "values":{"Prénom":"Zoé","date":"3 mai","urgent":true},
                         "attachments":[%s]}"""
                                .formatted(ids))
                .post("/v1/notifications")
                .then();
    }

    private String uploaded(String name, byte[] content) {
        return upload(name, content).then().statusCode(201).extract().path("id");
    }

    private Response upload(String name, byte[] content) {
        return as(service)
                .multiPart("file", name, content, "application/octet-stream")
                .post("/v1/attachments");
    }

    private static void refused(Response response, String code) {
        response.then().statusCode(422).body("errors.code", contains(code));
    }

    private static RequestSpecification as(String service) {
        return RestAssured.given()
                .auth()
                .oauth2(Token.ofService(service, Token.TENANT_SCOPES))
                .config(
                        RestAssured.config()
                                .multiPartConfig(
                                        MultiPartConfig.multiPartConfig().defaultCharset(UTF_8)));
    }

    private static RequestSpecification internal() {
        return RestAssured.given()
                .auth()
                .oauth2(Token.withoutService("dispatch", "notifications:internal"));
    }

    private static byte[] large(int size) {
        var content = new byte[size];
        System.arraycopy(PDF, 0, content, 0, PDF.length);
        return content;
    }

    private void age(String id) throws SQLException {
        try (var connection = dataSource.getConnection();
                var update =
                        connection.prepareStatement(
                                "update attachment set needed_until = now() - interval '1 s' where id = ?::uuid")) {
            update.setString(1, id);
            update.executeUpdate();
        }
    }

    private long rows(String id) throws SQLException {
        return query("select count(*)::text from attachment where id = ?::uuid", id).stream()
                .mapToLong(Long::parseLong)
                .sum();
    }

    private String stored(String column, String id) throws SQLException {
        return query(
                        "select encode("
                                + column
                                + ", 'escape') from attachment where id = ?::uuid",
                        id)
                .getFirst();
    }

    private List<String> query(String sql, String id) throws SQLException {
        List<String> found = new ArrayList<>();
        try (var connection = dataSource.getConnection();
                var select = connection.prepareStatement(sql)) {
            select.setString(1, id);
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
        }
        return found;
    }
}
