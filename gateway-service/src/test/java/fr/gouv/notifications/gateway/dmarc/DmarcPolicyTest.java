package fr.gouv.notifications.gateway.dmarc;

import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.gateway.dmarc.DmarcPolicy.Origin;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DmarcPolicyTest {

    @ParameterizedTest
    @CsvSource({
        "0,0,0",
        "10,10,100",
        "10,0,0",
        "3,1,33.3",
        "100000,99999,99.9",
        "100000,1,0.1",
        "1214,1195,98.4"
    })
    void aRateIsNeverRoundedToAllOrNothing(long messages, long passed, double rate) {
        assertThat(DmarcPolicy.rate(messages, passed)).isEqualTo(rate);
    }

    @Test
    void saysWhatCameInFrench() {
        assertThat(DmarcPolicy.summary(List.of(count("192.0.2.1", 1214, 1195)), 30))
                .isEqualTo(
                        "Sur 1 214 courriels vus en 30 jours au nom de ce domaine, 98,4 % sont"
                                + " authentifiés.");
        assertThat(DmarcPolicy.summary(List.of(), 7)).contains("Aucun rapport").contains("rua");
    }

    @Test
    void tellsForgottenServersFromForwarders() {
        assertThat(DmarcPolicy.sentence(count("192.0.2.1", 100, 100), Origin.OURS))
                .contains("tout va bien");
        assertThat(DmarcPolicy.sentence(count("192.0.2.1", 100, 50), Origin.OURS)).contains("SPF");
        assertThat(DmarcPolicy.sentence(count("192.0.2.9", 100, 100), Origin.UNKNOWN))
                .contains("est-il le vôtre");
        assertThat(DmarcPolicy.sentence(count("192.0.2.9", 100, 0), Origin.UNKNOWN))
                .contains("usurpation");
        assertThat(DmarcPolicy.sentence(count("192.0.2.9", 100, 20), Origin.UNKNOWN))
                .contains("transfert");
        assertThat(DmarcPolicy.sentence(count("others", 100, 20), Origin.UNKNOWN)).contains("20 %");
    }

    private static SourceCount count(String source, long messages, long passed) {
        return new SourceCount(source, messages, passed, passed, 0, 0, 0, List.of("mail.example"));
    }
}
