package fr.gouv.notifications.gateway.dmarc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import com.github.tomakehurst.wiremock.WireMockServer;
import fr.gouv.notifications.contracts.DomainReported;
import fr.gouv.notifications.contracts.DomainReported.Row;
import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.eventing.testing.FactTap;
import fr.gouv.notifications.gateway.testing.Tenancy;
import fr.gouv.notifications.gateway.testing.Token;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWireMock;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class DomainReportsTest {

    @OidcWireMock WireMockServer server;
    @Inject AgroalDataSource dataSource;
    @Inject HearDomains hearing;
    @Inject SweepDomainReports sweeping;
    @Inject DmarcConfig config;
    @Inject InstantSource clock;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrap;

    private final String domain = "d" + UUID.randomUUID() + ".example";
    private String service;

    @BeforeEach
    void aDomainOfAService() throws SQLException {
        service = Tenancy.withTemplate(server);
        execute(
                "insert into sending_domain (domain, service, created_at) values ('%s', '%s', now())"
                        .formatted(domain, service));
    }

    @Test
    void addsUpByServerAndSaysInFrenchWhatItMeans() {
        hearing.hear(
                List.of(
                        report("mail.example", today(), row(domain, "192.0.2.1", 1200, 1195)),
                        report(
                                "post.example",
                                today().minusDays(3),
                                row(domain, "192.0.2.1", 100, 100)),
                        report(
                                "post.example",
                                today(),
                                row("deep." + domain, "192.0.2.9", 14, 0))));

        read(service, "")
                .statusCode(200)
                .body("messages", equalTo(1314))
                .body("passed", equalTo(1295))
                .body("passRate", equalTo(98.6f))
                .body("sentence", containsString("1 314 courriels"))
                .body("sources", hasSize(2))
                .body("sources[0].source", equalTo("192.0.2.1"))
                .body("sources[0].messages", equalTo(1300))
                .body("sources[0].reportedBy", equalTo(List.of("mail.example", "post.example")))
                .body("sources[1].passRate", equalTo(0.0f))
                .body("sources[1].sentence", containsString("usurpation"));
        read(service, "?days=2").body("messages", equalTo(1214));
    }

    @Test
    void countsAReportOnceHoweverOftenItIsTold() {
        var report = report("mail.example", today(), row(domain, "192.0.2.1", 10, 10));

        hearing.hear(List.of(report, report));
        hearing.hear(List.of(report));

        read(service, "").body("messages", equalTo(10));
    }

    @Test
    void hearsThemFromTheTopic() {
        try (var tap = new FactTap(bootstrap, Topics.DOMAIN_REPORTED)) {
            tap.tell(report("mail.example", today(), row(domain, "192.0.2.1", 7, 7)));

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> read(service, "").body("messages", equalTo(7)));
        }
    }

    @Test
    void countsNothingOfDomainsThatAreNotOurs() throws SQLException {
        var strange = report("mail.example", today(), row("x" + domain, "192.0.2.1", 7, 7));

        hearing.hear(List.of(strange));

        assertThat(count("domain_report where id = '%s'".formatted(strange.reportId()))).isZero();
        read(service, "").body("messages", equalTo(0)).body("sentence", containsString("rua"));
    }

    @Test
    void whoeverMakesReportsUpFillsOnlySoMuch() throws SQLException {
        var first = report("mail.example", today(), row(domain, "192.0.2.1", 10, 10));
        hearing.hear(List.of(first));
        for (var i = 0; i < config.mostCounts() / 100 + 2; i++) {
            var rows = new ArrayList<Row>();
            for (var n = 0; n < 100; n++) {
                rows.add(row(domain, "198.51.100." + i + "." + n, 1, 0));
            }
            hearing.hear(List.of(report("forger" + i, today(), rows.toArray(Row[]::new))));
        }
        hearing.hear(List.of(report("mail.example", today(), row(domain, "192.0.2.1", 5, 5))));

        assertThat(count("domain_report_count where domain = '%s'".formatted(domain)))
                .isEqualTo(config.mostCounts());
        read(service, "").body("sources[0].messages", equalTo(15)).body("sources", hasSize(200));
    }

    @Test
    void forgetsWhatIsOld() throws SQLException {
        var old = today().minusDays(config.keptFor().toDays() + 1);
        var report = report("mail.example", old, row(domain, "192.0.2.1", 10, 10));
        hearing.hear(
                List.of(report, report("mail.example", today(), row(domain, "192.0.2.1", 1, 1))));
        execute(
                "update domain_report set day = day - %d where id = '%s'"
                        .formatted(DomainReports.REMEMBERED_DAYS + 1, report.reportId()));

        sweeping.sweep();

        assertThat(count("domain_report_count where domain = '%s'".formatted(domain))).isEqualTo(1);
        assertThat(count("domain_report where id = '%s'".formatted(report.reportId()))).isZero();
    }

    @Test
    void anotherServiceSeesNothing() {
        read(Tenancy.withTemplate(server), "").statusCode(404);
    }

    @Test
    void wantsANumberOfDays() {
        for (var days : List.of("0", "367", "-1", "a", "9999999999")) {
            read(service, "?days=" + days).statusCode(422);
        }
    }

    private ValidatableResponse read(String as, String query) {
        return Token.as(as).get("/v1/domains/" + domain + "/reports" + query).then();
    }

    private DomainReported report(String organisation, LocalDate day, Row... rows) {
        return new DomainReported(
                UUID.randomUUID(), Instant.EPOCH, organisation, day, List.of(rows));
    }

    private static Row row(String domain, String source, long messages, long passed) {
        return new Row(domain, source, messages, passed, passed, 0, 0, messages - passed);
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private long count(String what) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("select count(*) from " + what)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
