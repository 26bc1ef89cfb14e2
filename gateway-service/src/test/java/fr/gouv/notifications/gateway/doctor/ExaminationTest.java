package fr.gouv.notifications.gateway.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.gateway.dns.BoundedDns;
import fr.gouv.notifications.gateway.dns.JavaDns;
import fr.gouv.notifications.gateway.testing.TestDns;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Domains as a real DNS server tells of them. */
class ExaminationTest {

    private static final String KEY = "MIIBIjANBgkqhkiG9w0BAQ".repeat(15);
    private static final String CAF = "rdv.caf92.example";

    private final TestDns dns = new TestDns();

    @BeforeEach
    void publishAll() {
        dns.with(CAF, "MX", "10 mx.caf92.example.")
                .text("n1._domainkey." + CAF, "v=DKIM1; k=rsa; p=" + KEY)
                .text("n2._domainkey." + CAF, "v=DKIM1; k=rsa; p=" + KEY)
                .text(
                        "_dmarc.caf92.example",
                        "v=DMARC1; p=reject; sp=quarantine; rua=mailto:d@x.example")
                .text("retour.example", "v=spf1 ip4:192.0.2.1 include:a.retour.example -all")
                .text("a.retour.example", "v=spf1 a:mx.retour.example ~all")
                .with("mx.retour.example", "A", "192.0.2.1")
                .with("1.2.0.192.in-addr.arpa", "PTR", "mx.retour.example.")
                .text("_mta-sts." + CAF, "v=STSv1; id=7")
                .text("_smtp._tls." + CAF, "v=TLSRPTv1; rua=mailto:t@caf92.example");
    }

    @AfterEach
    void close() {
        dns.close();
    }

    @Test
    void aDomainInOrderIsGreen() {
        var findings = examined();

        assertThat(Health.of(findings)).contains(Health.GREEN);
        assertThat(finding("spf").sentence()).contains("2 recherches DNS sur 10");
        assertThat(finding("dmarc").sentence()).contains("caf92.example");
        assertThat(finding("dmarc-policy").sentence()).contains("quarantine");
        assertThat(finding("ptr-192.0.2.1").state()).isEqualTo(Health.GREEN);
        assertThat(finding("mta-sts").state()).isEqualTo(Health.GREEN);
    }

    @Test
    void aKeyThatIsMissingOrAnotherIsRedWithTheRecordToCopy() {
        dns.without("n1._domainkey." + CAF);
        assertThat(finding("dkim-n1").state()).isEqualTo(Health.RED);
        assertThat(finding("dkim-n1").sentence()).contains("n'est pas publiée");
        assertThat(finding("dkim-n1").zoneLine())
                .startsWith("n1._domainkey." + CAF + ". 3600 IN TXT");

        dns.text("n1._domainkey." + CAF, "v=DKIM1; k=rsa; p=" + KEY.substring(4));
        assertThat(finding("dkim-n1").sentence()).contains("n'est pas celle");
        assertThat(Health.of(examined())).contains(Health.RED);
    }

    @Test
    void theNextKeyIsAdviceOnly() {
        dns.without("n2._domainkey." + CAF);

        assertThat(finding("dkim-n2").state()).isEqualTo(Health.ORANGE);
        assertThat(Health.of(examined())).contains(Health.GREEN);
    }

    @Test
    void aDomainThatTakesNoMailIsRed() {
        dns.without(CAF);
        assertThat(finding("mx").state()).isEqualTo(Health.RED);

        dns.with(CAF, "MX", "0 .");
        assertThat(finding("mx").sentence()).contains("null MX");
    }

    @Test
    void lookUpsOfSpfAreCountedThroughIncludes() {
        dns.without("retour.example");
        dns.text("retour.example", "v=spf1 include:i.example mx a -all");
        dns.with("retour.example", "A", "192.0.2.1")
                .with("retour.example", "MX", "1 mx.retour.example.");
        var included = new StringBuilder("v=spf1");
        for (var n = 0; n < 8; n++) {
            dns.with("h" + n + ".example", "A", "192.0.2.2");
            included.append(" a:h").append(n).append(".example");
        }
        dns.text("i.example", included.toString());

        assertThat(finding("spf").state()).isEqualTo(Health.RED);
        assertThat(finding("spf").sentence()).contains("11 recherches DNS");
    }

    @Test
    void lookUpsInVainAndLoopsAndDoublesAreFaultsOfSpf() {
        dns.without("a.retour.example");
        dns.text("a.retour.example", "v=spf1 a:x.example a:y.example a:z.example -all");
        assertThat(finding("spf").sentence()).contains("3 recherches sans résultat");

        dns.without("a.retour.example");
        dns.text("a.retour.example", "v=spf1 include:retour.example -all");
        assertThat(finding("spf").sentence()).contains("s'inclut lui-même");

        dns.text("retour.example", "v=spf1 -all");
        assertThat(finding("spf").sentence()).contains("2 enregistrements SPF");
    }

    @Test
    void withoutDmarcAnywhereTheDomainIsRed() {
        dns.without("_dmarc.caf92.example");

        assertThat(finding("dmarc").state()).isEqualTo(Health.RED);
        assertThat(finding("dmarc").zoneLine()).startsWith("_dmarc." + CAF + ". 3600 IN TXT");
    }

    @Test
    void theTreeIsWalkedWithEightQuestionsAtMostAndStopsWhereItIsTold() {
        var deep = "a.b.c.d.e.f.g.h.i.j.caf92.example";
        var walk = DmarcWalk.from(deep, JavaDns.by(resolver()));
        assertThat(walk.asked()).isEqualTo(8);
        assertThat(walk.organisation()).isEqualTo("caf92.example");
        assertThat(walk.policy()).isEqualTo("quarantine");

        dns.text("_dmarc.j.caf92.example", "v=DMARC1; p=none; psd=n");
        var stopped = DmarcWalk.from("i.j.caf92.example", JavaDns.by(resolver()));
        assertThat(stopped.asked()).isEqualTo(2);
        assertThat(stopped.organisation()).isEqualTo("j.caf92.example");

        dns.text("_dmarc.gouv.example", "v=DMARC1; p=reject; psd=y");
        var suffix = DmarcWalk.from("x.min.gouv.example", JavaDns.by(resolver()));
        assertThat(suffix.organisation()).isEqualTo("min.gouv.example");
        assertThat(suffix.policy()).isEqualTo("reject");
    }

    @Test
    void whatNobodyReadsAnyMoreAndWhatIsATrialIsSaid() {
        dns.text("_dmarc." + CAF, "v=DMARC1; p=reject; pct=10; t=y");

        assertThat(finding("dmarc-pct").sentence()).contains("pct");
        assertThat(finding("dmarc-policy").sentence()).contains("t=y");
        assertThat(Health.of(examined())).contains(Health.GREEN);
    }

    @Test
    void aServerThatFailsSaysNothingOfTheDomain() {
        dns.breaks("n1._domainkey." + CAF);

        assertThat(finding("dkim-n1").unverified()).isTrue();
        assertThat(Health.of(examined())).isEmpty();
    }

    private Finding finding(String check) {
        return examined().stream()
                .filter(finding -> finding.check().equals(check))
                .findFirst()
                .orElseThrow();
    }

    private List<Finding> examined() {
        var asked = new BoundedDns(JavaDns.by(resolver()), Duration.ofSeconds(20));
        var patient = new Patient(CAF, List.of(key("n1", true), key("n2", false)));
        return new Examination(asked, new Settings(), patient).findings();
    }

    private Optional<String> resolver() {
        return Optional.of("127.0.0.1:" + dns.port());
    }

    private static Patient.Key key(String selector, boolean signsNow) {
        var record =
                new DnsRecord(selector + "._domainkey." + CAF, "TXT", "v=DKIM1; k=rsa; p=" + KEY);
        return new Patient.Key(selector, KEY, record, signsNow);
    }

    private record Settings() implements DoctorConfig {

        @Override
        public Optional<String> resolver() {
            return Optional.empty();
        }

        @Override
        public String returnPathDomain() {
            return "retour.example";
        }

        @Override
        public Optional<List<String>> relays() {
            return Optional.of(List.of("192.0.2.1"));
        }

        @Override
        public Duration patience() {
            return Duration.ofSeconds(20);
        }

        @Override
        public Duration every() {
            return Duration.ofHours(24);
        }

        @Override
        public Duration soon() {
            return Duration.ofHours(1);
        }

        @Override
        public Duration look() {
            return Duration.ofMinutes(1);
        }
    }
}
