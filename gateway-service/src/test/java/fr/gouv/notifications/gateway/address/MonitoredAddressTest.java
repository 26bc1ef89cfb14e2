package fr.gouv.notifications.gateway.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MonitoredAddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "noreply@caf.example",
                "No-Reply@caf.example",
                "no_reply+rdv@caf.example",
                "caf-noreply@caf.example",
                "ne-pas-repondre@caf.example",
                "nepasrepondre@caf.example",
                "ne.pas.repondre.caf@caf.example",
                "donotreply@caf.example",
                "do-not-reply@caf.example",
                "noreply2@caf.example",
                "sans-reponse@caf.example",
                "ne-repondez-pas@caf.example",
                "mailer-daemon@caf.example",
                "bounces@caf.example"
            })
    void aMailboxThatNobodyReadsIsRefusedAndWhy(String address) {
        assertThat(MonitoredAddress.check("replyTo", address))
                .isInstanceOfSatisfying(
                        Checked.Unusable.class,
                        unusable -> {
                            assertThat(unusable.fault().code()).isEqualTo("reply-to-unread");
                            assertThat(unusable.fault().remedy()).contains("reach somebody");
                        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "contact@caf.example",
                "repondre@caf.example",
                "reponse@caf.example",
                "casinoreply@caf.example",
                "noel.repond@caf.example",
                "accueil.reponses@caf.example",
                "nulle-part@caf.example"
            })
    void anyOtherMailboxIsTaken(String address) {
        assertThat(MonitoredAddress.check("replyTo", address)).isInstanceOf(Checked.Usable.class);
    }
}
