package fr.gouv.notifications.dispatch.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.gouv.notifications.contracts.DomainReported;
import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.dispatch.delivery.RelayResource;
import fr.gouv.notifications.dispatch.dmarc.DmarcMails;
import fr.gouv.notifications.eventing.testing.FactTap;
import fr.gouv.notifications.eventing.testing.PlatformResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Reports of mailbox providers about our domains, as they come by mail. */
@QuarkusTest
@QuarkusTestResource(PlatformResource.class)
@QuarkusTestResource(RelayResource.class)
@SuppressWarnings("NullAway.Init") // fields are set by the test framework
class DomainReportsTest {

    private static final String ADDRESS = "dmarc@notif.test";

    @Inject InstantSource clock;

    @ConfigProperty(name = "dispatch.inbound.port")
    int port;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrap;

    @Test
    void aReportIsToldWithTheSameIdHoweverOftenItComes() throws Exception {
        var organisation = "m" + UUID.randomUUID();
        var mail = mail(organisation);
        try (var tap = new FactTap(bootstrap, Topics.DOMAIN_REPORTED)) {
            assertThat(SmtpCaller.send(port, ADDRESS, mail)).startsWith("250");
            assertThat(SmtpCaller.send(port, "DMARC@Notif.Test", mail)).startsWith("250");

            await().atMost(Duration.ofSeconds(10)).until(() -> !told(tap, organisation).isEmpty());
            var told = told(tap, organisation);
            assertThat(told)
                    .extracting(DomainReported::reportId)
                    .containsOnly(told.getFirst().reportId());
            assertThat(told.getFirst().rows())
                    .containsExactly(
                            new DomainReported.Row(
                                    "caf92.example", "192.0.2.1", 12, 12, 12, 0, 0, 0));
        }
    }

    @Test
    void whatIsNoReportIsTakenAndForgotten() throws Exception {
        assertThat(
                        SmtpCaller.send(
                                port,
                                ADDRESS,
                                "Subject: hello\r\n\r\nhello\r\n"
                                        .getBytes(StandardCharsets.US_ASCII)))
                .startsWith("250");
        assertThat(
                        SmtpCaller.send(
                                port,
                                ADDRESS,
                                "a line of text\r\n"
                                        .repeat(80_000)
                                        .getBytes(StandardCharsets.US_ASCII)))
                .startsWith("552");
    }

    private byte[] mail(String organisation) {
        var report =
                DmarcMails.report(
                                "",
                                "r-1",
                                clock.instant().minus(Duration.ofDays(1)),
                                DmarcMails.record(
                                        "caf92.example", "192.0.2.1", "12", "pass", "fail", "none"))
                        .replace("<org_name>mail.example", "<org_name>" + organisation);
        return DmarcMails.mail(
                "application/gzip", DmarcMails.gzip(report.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<DomainReported> told(FactTap tap, String organisation) {
        var identity = organisation + "\nr-1\ncaf92.example";
        return tap.facts(
                DomainReported.class,
                UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8)));
    }
}
