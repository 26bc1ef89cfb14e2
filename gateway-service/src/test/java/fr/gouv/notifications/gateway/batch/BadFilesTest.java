package fr.gouv.notifications.gateway.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import com.github.tomakehurst.wiremock.WireMockServer;
import fr.gouv.notifications.gateway.testing.Tenancy;
import fr.gouv.notifications.gateway.testing.Token;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWireMock;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file that cannot be used has its own clear answer, and becomes no batch. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class BadFilesTest {

    private static final String ROW = "zoe@exemple.fr;Zoé;3 mai;non\n";
    private static final Charset WINDOWS = Charset.forName("windows-1252");

    @OidcWireMock WireMockServer server;
    @Inject MeterRegistry metrics;

    private String service;

    @BeforeEach
    void publishATemplate() {
        service = Tenancy.withTemplate(server);
    }

    static Stream<Arguments> unusable() {
        var good = Files.HEADINGS + ROW;
        return Stream.of(
                Arguments.of(new byte[0], "file-empty"),
                Arguments.of("\n\n  \n".getBytes(UTF_8), "file-empty"),
                Arguments.of(Files.HEADINGS.getBytes(UTF_8), "no-rows"),
                Arguments.of((Files.HEADINGS + ";;;\n\n").getBytes(UTF_8), "no-rows"),
                Arguments.of("PK\u0003\u0004 rest of a workbook".getBytes(UTF_8), "not-csv"),
                Arguments.of((good + "a\0b").getBytes(UTF_8), "not-text"),
                Arguments.of(
                        ("\uFEFF" + good).getBytes(java.nio.charset.StandardCharsets.UTF_16LE),
                        "encoding-unknown"),
                Arguments.of(
                        joined(good.getBytes(UTF_8), "né".getBytes(WINDOWS)), "encoding-mixed"),
                Arguments.of(
                        (good + "a@exemple.fr;\"Zoé;3 mai;non\n").getBytes(UTF_8), "quote-open"),
                Arguments.of((good + "\"a\"b;Zoé;3 mai;non\n").getBytes(UTF_8), "quote-misplaced"),
                Arguments.of(ROW.repeat(2).getBytes(UTF_8), "headings-missing"));
    }

    @ParameterizedTest
    @MethodSource("unusable")
    void saysWhatIsWrongWithTheFileAndCountsIt(byte[] file, String code) {
        var before = counted(code);

        refused(file)
                .body("errors.field", equalTo(List.of("file")))
                .body("errors.code", equalTo(List.of(code)));

        assertThat(counted(code)).isEqualTo(before + 1);
    }

    @Test
    void saysInWhichRowAnOpenQuoteBegan() {
        refused(
                        (Files.HEADINGS
                                        + "\"a\nb@exemple.fr\";Zoé;3 mai;non\n"
                                        + "x;\"Zoé;3 mai;non\n"
                                        + ROW)
                                .getBytes(UTF_8))
                .body("errors[0].problem", containsString("row 3"))
                .body("detail", not(containsString("Zoé")));
    }

    @Test
    void namesThePlaceholdersWithoutColumnAllAtOnce() {
        refused("courriel;urgant\nzoe@exemple.fr;non\n".getBytes(UTF_8))
                .body(
                        "errors.field",
                        containsInAnyOrder("values.date", "values.prénom", "values.urgent"))
                .body(
                        "errors.code",
                        equalTo(List.of("column-missing", "column-missing", "column-missing")))
                .body("errors.remedy", hasItem(containsString("did you mean column 2?")));
    }

    @Test
    void refusesAColumnThatStandsTwice() {
        refused(
                        "courriel;e-mail;Prénom;PRÉNOM;date;urgent\na@exemple.fr;;a;b;c;d\n"
                                .getBytes(UTF_8))
                .body("errors.field", containsInAnyOrder("to.email", "values.prénom"))
                .body("errors.code", equalTo(List.of("column-twice", "column-twice")));
    }

    @Test
    void saysThatSomebodyMustBeReachedAndThatLettersAreNotOffered() {
        refused("prénom;date;urgent\na;b;c\n".getBytes(UTF_8))
                .body("errors.field", equalTo(List.of("to")));
        refused("adresse_1;prénom;date;urgent\n1 rue;a;b;c\n".getBytes(UTF_8))
                .body("errors.code", equalTo(List.of("letters-not-offered")));
    }

    @Test
    void refusesOneRowTooMany() {
        var row = "a@exemple.fr;a;b;c\n".getBytes(UTF_8);
        var file = joined(Files.HEADINGS.getBytes(UTF_8), repeated(row, 100_001));

        refused(file)
                .body("errors.code", equalTo(List.of("too-many-rows")))
                .body("errors[0].problem", containsString("100000"));
    }

    @ParameterizedTest
    @CsvSource({
        "template, inconnu, template-unknown",
        "lane, slow, unknown-word",
        "notBefore, 2099-01-01T00:00:00Z, too-far",
        "notBefore, demain, not-an-instant",
        "notBefore, 2026-12-01T08:00:00, not-an-instant",
        "expiresAt, 2020-01-01T00:00:00Z, past",
        "spread, vite, spread-invalid",
        "spread, 0, spread-invalid",
        "start, now, unknown-word",
        "onErrors, ignore, unknown-word",
        "emptyCells, yes, unknown-word",
        "sprad, 10, unknown-field"
    })
    void saysWhatIsWrongWithAField(String field, String value, String code) {
        Files.send(service, Files.HEADINGS + ROW, Map.of(field, value))
                .statusCode(422)
                .body("errors.code", equalTo(List.of(code)));
    }

    @Test
    void refusesToExpireBeforeItBegins() {
        Files.send(
                        service,
                        Files.HEADINGS + ROW,
                        Map.of(
                                "notBefore", "2026-12-24T08:00:00Z",
                                "expiresAt", "2026-12-23T08:00:00Z"))
                .statusCode(422)
                .body("errors.code", equalTo(List.of("before-not-before")));
    }

    @Test
    void wantsAFileInAForm() throws Exception {
        var token = Token.ofService(service, Token.TENANT_SCOPES);
        RestAssured.given()
                .auth()
                .oauth2(token)
                .multiPart("template", "rdv-rappel")
                .post("/v1/batches")
                .then()
                .statusCode(422)
                .body("errors.field", equalTo(List.of("file")));
        RestAssured.given()
                .auth()
                .oauth2(token)
                .contentType("text/csv")
                .body(ROW)
                .post("/v1/batches")
                .then()
                .statusCode(415);
        try (var client = HttpClient.newHttpClient()) {
            var noBoundary =
                    HttpRequest.newBuilder(address())
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", "multipart/form-data")
                            .POST(HttpRequest.BodyPublishers.ofString(ROW))
                            .build();
            var answer = client.send(noBoundary, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("malformed-form");
        }
    }

    @Test
    void aFileTooLargeIsRefusedEvenWhenItDoesNotSayItsLength() throws Exception {
        var size = 60L * 1024 * 1024;
        try (var client = HttpClient.newHttpClient()) {
            var unsaid = HttpRequest.BodyPublishers.ofInputStream(() -> large(size));
            assertThat(
                            client.send(request(unsaid), HttpResponse.BodyHandlers.ofString())
                                    .statusCode())
                    .isEqualTo(413);
        }
    }

    @Test
    void aFileThatSaysItIsTooLargeIsRefusedBeforeAByteOfItIsSent() throws Exception {
        var at = address();
        var before = counted("too-large");
        try (var socket = new Socket(at.getHost(), at.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(
                            """
                            POST /v1/batches HTTP/1.1
                            Host: %s
                            Authorization: Bearer %s
                            Content-Type: multipart/form-data; boundary=x
                            Content-Length: 62914560

                            """
                                    .formatted(
                                            at.getAuthority(),
                                            Token.ofService(service, Token.TENANT_SCOPES))
                                    .replace("\n", "\r\n")
                                    .getBytes(UTF_8));

            var answer = new String(socket.getInputStream().readAllBytes(), UTF_8);

            assertThat(counted("too-large")).isEqualTo(before + 1);
            assertThat(answer)
                    .startsWith("HTTP/1.1 413 ")
                    .contains("application/problem+json")
                    .contains("at most 51 MiB are read");
        }
    }

    @Test
    void takesWhatSpreadsheetsReallyWrite() {
        var excel =
                "sep=;\r\nCourriel;PRENOM;Prénom;Date;Urgent ?;Urgent\r\n".replace("PRENOM;", "");
        var csv =
                excel
                        + "zoe@exemple.fr;Zoé;3 mai;x;oui\r\n;;;;\r\n\n\"bob@exemple.fr\";\"Bob \"\"B\"\"\nDupont\";4 mai;;non";

        Files.send(service, csv.getBytes(WINDOWS), Map.of())
                .statusCode(201)
                .body("status", equalTo("ready"))
                .body("file.valid", equalTo(2))
                .body(
                        "columns.use",
                        equalTo(List.of("email", "value", "value", "ignored", "value")));
    }

    @Test
    void explainsWhatASpreadsheetDidToTelephoneNumbers() {
        Token.as(service)
                .body("{\"name\":\"n\",\"category\":\"mandatory\",\"sms\":{\"text\":\"((date))\"}}")
                .put("/v1/templates/sms")
                .then()
                .statusCode(201);

        Files.send(
                        service,
                        "téléphone;date\n6,12E+08;x\n612345678;y\n+33 6 12 34 56 79;z\n",
                        Map.of("template", "sms"))
                .statusCode(201)
                .body("file.valid", equalTo(2))
                .body("errors.first", hasSize(1))
                .body("errors.first[0].row", equalTo(2))
                .body("errors.first[0].code", equalTo("phone-shortened"))
                .body("errors.first[0].remedy", containsString("Excel"));
    }

    @Test
    void aRowWithTooManyCellsIsNamed() {
        Files.send(service, Files.HEADINGS + ROW + "a@exemple.fr;a;b;c;d\n", Map.of())
                .statusCode(201)
                .body("errors.first[0].row", equalTo(3))
                .body("errors.first[0].code", equalTo("too-many-cells"));
    }

    @Test
    void aFileWithoutAnyGoodRowEndsAtOnce() {
        Files.send(service, Files.HEADINGS + "zoe;Zoé;3 mai;non\n", Map.of("start", "auto"))
                .statusCode(201)
                .body("status", equalTo("failed"))
                .body("reason", equalTo("no-valid-row"));
    }

    private double counted(String code) {
        return metrics.counter("notifications.refused", "code", code).count();
    }

    private ValidatableResponse refused(byte[] file) {
        var answer =
                Files.send(service, file, Map.of())
                        .statusCode(422)
                        .contentType("application/problem+json");
        Token.as(service).get("/v1/batches").then().body("batches", hasSize(0));
        return answer;
    }

    private HttpRequest request(HttpRequest.BodyPublisher body) {
        return HttpRequest.newBuilder(address())
                .header("Authorization", "Bearer " + Token.ofService(service, Token.TENANT_SCOPES))
                .header("Content-Type", "multipart/form-data; boundary=x")
                .POST(body)
                .build();
    }

    private static URI address() {
        return URI.create(RestAssured.baseURI + ":" + RestAssured.port + "/v1/batches");
    }

    private static InputStream large(long size) {
        var head =
                "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n"
                        .getBytes(UTF_8);
        var mebibyte = repeated("a@exemple.fr;b\n".getBytes(UTF_8), 70_000);
        var parts = Collections.nCopies((int) (size / mebibyte.length), mebibyte);
        var all = new ArrayList<InputStream>();
        all.add(new ByteArrayInputStream(head));
        parts.forEach(part -> all.add(new ByteArrayInputStream(part)));
        all.add(new ByteArrayInputStream("\r\n--x--\r\n".getBytes(UTF_8)));
        return new SequenceInputStream(Collections.enumeration(all));
    }

    private static byte[] joined(byte[] one, byte[] other) {
        var both = java.util.Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private static byte[] repeated(byte[] row, int times) {
        var all = new byte[row.length * times];
        for (var i = 0; i < times; i++) {
            System.arraycopy(row, 0, all, i * row.length, row.length);
        }
        return all;
    }
}
