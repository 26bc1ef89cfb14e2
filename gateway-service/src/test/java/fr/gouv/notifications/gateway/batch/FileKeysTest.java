package fr.gouv.notifications.gateway.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.github.tomakehurst.wiremock.WireMockServer;
import fr.gouv.notifications.gateway.idempotency.IdempotencyKey;
import fr.gouv.notifications.gateway.testing.Tenancy;
import fr.gouv.notifications.gateway.testing.Token;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWireMock;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A file that is sent again, because nobody heard the answer, is one batch. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class FileKeysTest {

    private static final String REPLAYED = "Idempotency-Replayed";
    private static final Map<String, String> NAMED = Map.of("name", "Rappels");

    @OidcWireMock WireMockServer server;

    @Inject FileKeys keys;
    @Inject BatchConfig config;
    @Inject AgroalDataSource dataSource;

    private String service;

    @BeforeEach
    void publishATemplate() {
        service = Tenancy.withTemplate(server);
    }

    @Test
    void theSameFormAgainIsTheSameBatchAndIsFlagged() {
        String first =
                Files.send(service, Files.rows(3), NAMED, "\"envoi-1\"")
                        .statusCode(201)
                        .header(REPLAYED, nullValue())
                        .extract()
                        .path("id");
        Token.as(service).post("/v1/batches/" + first + "/start").then().statusCode(200);

        Files.send(service, Files.rows(3), NAMED, "envoi-1")
                .statusCode(201)
                .header(REPLAYED, equalTo("true"))
                .header("Location", containsString(first))
                .body("id", equalTo(first))
                .body("status", equalTo("running"));
        batches(1);
    }

    @Test
    void anotherFileOrFieldUnderTheKeyIsRefusedAndNamed() {
        Files.send(service, Files.rows(3), NAMED, "envoi-1").statusCode(201);

        Files.send(service, Files.rows(4), NAMED, "envoi-1")
                .statusCode(422)
                .body("type", containsString("idempotency-key-reused"))
                .body("errors.field", contains("file"));
        Files.send(service, Files.rows(3), Map.of("name", "Autres", "spread", "60"), "envoi-1")
                .statusCode(422)
                .body("errors.field", contains("name", "spread"));
        batches(1);

        service = Tenancy.withTemplate(server);
        Files.send(service, Files.rows(4), NAMED, "envoi-1")
                .statusCode(201)
                .header(REPLAYED, nullValue());
    }

    @Test
    void aRefusedFileLeavesTheKeyToTheRepairedOne() {
        Files.send(service, "courriel\nzoe@exemple.fr\n", NAMED, "envoi-1").statusCode(422);

        Files.send(service, Files.rows(3), NAMED, "envoi-1")
                .statusCode(201)
                .header(REPLAYED, nullValue());
    }

    @Test
    void whileOneIsAtItAnotherIsToldToComeBackAndAFailureIsMadeGood() throws IOException {
        var form =
                """
                --x
                Content-Disposition: form-data; name="template"

                rdv-rappel
                --x
                Content-Disposition: form-data; name="file"; filename="a.csv"

                %s
                --x--
                """
                        .formatted(Files.rows(3))
                        .replace("\n", "\r\n")
                        .replace("non\r\n", "non\n")
                        .replace("urgent\r\n", "urgent\n");
        var ids = new HashSet<String>();
        try (var upload =
                Upload.read(
                        new ByteArrayInputStream(form.getBytes(UTF_8)),
                        "multipart/form-data; boundary=x",
                        config.spool(),
                        config.mostBytes())) {
            assertThatThrownBy(
                            () ->
                                    keys.once(
                                            service,
                                            IdempotencyKey.ofFile("envoi-1"),
                                            upload,
                                            batch -> {
                                                ids.add(batch.toString());
                                                Files.send(
                                                                service,
                                                                Files.rows(3),
                                                                Map.of(),
                                                                "envoi-1")
                                                        .statusCode(409)
                                                        .header("Retry-After", notNullValue())
                                                        .body(
                                                                "type",
                                                                containsString(
                                                                        "idempotency-in-progress"));
                                                throw new IOException("the disk is full");
                                            }))
                    .isInstanceOf(IOException.class);
        }

        Files.send(service, Files.rows(3), Map.of(), "envoi-1")
                .statusCode(201)
                .header(REPLAYED, nullValue())
                .body("id", equalTo(ids.iterator().next()));
    }

    @Test
    void aCrashBeforeTheAnswerWasKeptFindsTheBatchThatWasMade() throws SQLException {
        String first =
                Files.send(service, Files.rows(3), NAMED, "envoi-1")
                        .statusCode(201)
                        .extract()
                        .path("id");
        try (var connection = dataSource.getConnection();
                var update =
                        connection.prepareStatement(
                                "update idempotency set answer = null, leased_until = created_at"
                                        + " where notification = ?")) {
            update.setObject(1, UUID.fromString(first));
            assertThat(update.executeUpdate()).isEqualTo(1);
        }

        Files.send(service, Files.rows(3), NAMED, "envoi-1")
                .statusCode(201)
                .header(REPLAYED, equalTo("true"))
                .body("id", equalTo(first));
        batches(1);
    }

    /** Scar 1. */
    @Test
    void ofManyAtOnceOneMakesTheBatch() {
        var ids = new ConcurrentLinkedQueue<String>();
        var statuses = new ConcurrentLinkedQueue<Integer>();
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (var n = 0; n < 8; n++) {
                threads.execute(
                        () -> {
                            var answer =
                                    Files.send(service, Files.rows(30), NAMED, "envoi-1").extract();
                            statuses.add(answer.statusCode());
                            if (answer.statusCode() == 201) {
                                ids.add(answer.path("id"));
                            }
                        });
            }
        }

        assertThat(statuses).hasSize(8).isSubsetOf(201, 409);
        assertThat(new HashSet<>(ids)).hasSize(1);
        batches(1);
    }

    @Test
    void aMalformedKeyIsRefused() {
        Files.send(service, Files.rows(1), NAMED, "\"é\"").statusCode(400);
        Files.send(service, Files.rows(1), NAMED, "a, b").statusCode(400);
        batches(0);
    }

    private void batches(int count) {
        Token.as(service).get("/v1/batches").then().body("batches", hasSize(count));
    }
}
