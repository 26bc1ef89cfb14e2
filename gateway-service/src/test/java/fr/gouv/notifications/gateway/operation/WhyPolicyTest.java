package fr.gouv.notifications.gateway.operation;

import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.contracts.FlowState;
import fr.gouv.notifications.contracts.FlowTarget;
import fr.gouv.notifications.contracts.Lane;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What administrators read to those who ask. */
class WhyPolicyTest {

    private static final Instant NINE = Instant.parse("2026-11-26T09:00:00Z");
    private static final Instant LATER = Instant.parse("2026-11-26T09:01:06Z");

    @Test
    void aProviderThatAsksForLess() {
        assertThat(mailboxes(FlowState.HELD, "held", "421 4.7.28", 50, 120).explanation())
                .isEqualTo(
                        "orange demande de ralentir (421 4.7.28) depuis le 26/11/2026 à 10 h 00 :"
                                + " rien ne lui est remis avant le 26/11/2026 à 10 h 01 ; l’envoi"
                                + " reprend ensuite à 50 % du rythme habituel. Environ 120 messages"
                                + " attendent.");
        assertThat(mailboxes(FlowState.SLOWED, "held", null, 60, 1).explanation())
                .startsWith("Les messages vers orange partent à 60 % du rythme habituel")
                .endsWith("Un message attend.");
        assertThat(mailboxes(FlowState.SLOWED, "warm-up", null, 100, 0).explanation())
                .contains("Montée en charge", "à partir de demain");
        assertThat(mailboxes(FlowState.SLOWED, "connections", null, 100, 9).explanation())
                .contains("à la fois", "Environ 9 messages attendent.");
        assertThat(mailboxes(FlowState.SLOWED, "rate", null, 100, 9).explanation())
                .contains("par période");
    }

    @Test
    void aServiceWhoseReputationIsAtStake() {
        var held = WhyPolicy.of(service(FlowState.HELD, "bounces", 2_000, 226));

        assertThat(held.lane()).isEqualTo("bulk");
        assertThat(held.explanation())
                .startsWith(
                        "11,3 % d’adresses mortes en 24 h (226 sur 2000 e-mails envoyés) par le"
                                + " service caf-92. Ses envois en nombre sont suspendus")
                .contains("ses codes et envois unitaires partent")
                .contains("DELETE /v1/operations/pauses/service/caf-92");
        assertThat(WhyPolicy.of(service(FlowState.WATCHED, "complaints", 10_000, 12)).explanation())
                .isEqualTo(
                        "0,12 % de plaintes pour courrier indésirable en 24 h (12 sur 10000 e-mails"
                                + " envoyés) par le service caf-92. Rien n’est retenu pour l’instant."
                                + " Vérifiez que les destinataires attendent ces messages et peuvent"
                                + " s’en désabonner.");
    }

    @Test
    void pausesAndBreakers() {
        var pause =
                new Pause(
                        Pause.Kind.SERVICE,
                        "caf-92",
                        Lane.BULK,
                        true,
                        1,
                        NINE,
                        "platform-admin",
                        "INC-1208");
        var open = new Providers.Standing("backup", "email", "open", "provider-unreachable", NINE);
        var closed = new Providers.Standing("smtp", "email", "closed", null, NINE);

        var all = WhyPolicy.all(List.of(pause), List.of(open, closed), List.of());

        assertThat(all).extracting(Why::name).containsExactly("caf-92", "backup");
        assertThat(all.getFirst().explanation())
                .contains("« INC-1208 »", "les codes et les envois unitaires partent");
        assertThat(all.getLast().explanation())
                .contains("backup (e-mail) ne fonctionne pas depuis le 26/11/2026 à 10 h 00")
                .contains("(provider-unreachable)", "toutes les 30 secondes");
    }

    private static Why mailboxes(
            FlowState state, String rule, @Nullable String why, int pace, long waiting) {
        return WhyPolicy.of(
                new Flow(
                        FlowTarget.MAILBOX_PROVIDER,
                        "orange",
                        state,
                        rule,
                        why,
                        NINE,
                        LATER,
                        pace,
                        waiting,
                        0,
                        0,
                        NINE));
    }

    private static Flow service(FlowState state, String rule, long messages, long failed) {
        return new Flow(
                FlowTarget.SERVICE,
                "caf-92",
                state,
                rule,
                null,
                NINE,
                null,
                0,
                0,
                messages,
                failed,
                NINE);
    }
}
