package fr.gouv.notifications.dispatch.inbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.dispatch.inbound.ReplyPolicy.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyPolicyTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Subject: Re: Avis",
                "Subject: Absence au rendez-vous de jeudi",
                "Subject: Automobile",
                "Auto-Submitted: no",
                "Precedence: first-class",
                "X-Auto-Response-Suppress: All"
            })
    void aPersonIsHeard(String field) {
        assertThat(kind(field, "zoe@boite.test")).isEqualTo(Kind.PERSON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Auto-Submitted: auto-replied",
                "Auto-Submitted: auto-generated; owner-email=\"x@y.test\"",
                "X-Autoreply: yes",
                "X-Autorespond: Re",
                "Precedence: bulk",
                "Precedence: auto_reply",
                "List-Id: <x.y.test>",
                "Subject: Automatic reply: Avis",
                "Subject: RÉPONSE AUTOMATIQUE : Avis",
                "Content-Type: multipart/report; report-type=delivery-status; boundary=x"
            })
    void aMachineIsNot(String field) {
        assertThat(kind(field, "zoe@boite.test")).isEqualTo(Kind.MACHINE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MAILER-DAEMON@boite.test"})
    void whoMustNotBeAnsweredIsAMachine(String sender) {
        assertThat(kind("Subject: Re: Avis", sender)).isEqualTo(Kind.MACHINE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Notifications-Loop: a", "x-notifications-loop:"})
    void whatWeWroteOurselvesIsALoop(String field) {
        assertThat(kind(field, "zoe@boite.test")).isEqualTo(Kind.LOOP);
    }

    private static Kind kind(String field, String sender) {
        var mail = Mail.read((field + "\r\n\r\nBonjour\r\n").getBytes(UTF_8));
        return ReplyPolicy.kind(mail.type(), mail.fields(), sender);
    }
}
