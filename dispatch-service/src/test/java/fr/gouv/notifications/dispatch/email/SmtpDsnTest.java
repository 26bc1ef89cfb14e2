package fr.gouv.notifications.dispatch.email;

import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Words;
import fr.gouv.notifications.dispatch.delivery.Message;
import fr.gouv.notifications.dispatch.delivery.Outcome;
import fr.gouv.notifications.dispatch.inbound.WaysBack;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The same promises with a relay that reports on wish (RFC 3461), and what it is asked for. */
class SmtpDsnTest extends SmtpCarrierTest {

    private static final UUID ID = UUID.fromString("018f4d2c-0000-7000-8000-000000000001");
    private static final String BACK = "bounce+abc@notif.test";

    private final ScriptedRelay other = new ScriptedRelay().reporting().pipelining();
    private @Nullable SmtpCarrier asking;

    @Override
    ScriptedRelay relay() {
        return new ScriptedRelay().reporting().pipelining();
    }

    @AfterEach
    void closeTheOther() {
        if (asking != null) {
            asking.close();
        }
        other.close();
    }

    @Test
    void asksForFailuresAndDelaysAndForTheFieldsOnly() {
        carry(RelayConfig.Evidence.HANDOVER, "ines+dossier=7@boite.test", ID + ".0.1");

        assertThat(envelope(other))
                .containsExactly(
                        "MAIL FROM:<bounce+abc@notif.test> RET=HDRS ENVID=" + ID + ".0.1",
                        "RCPT TO:<ines+dossier=7@boite.test> NOTIFY=FAILURE,DELAY"
                                + " ORCPT=rfc822;ines+2Bdossier+3D7@boite.test");
    }

    @Test
    void asksForASuccessWhereOnlyThatProvesIt() {
        carry(RelayConfig.Evidence.DSN, "ines@boite.test", ID + ".0.1");
        assertThat(envelope(other).getLast()).contains(" NOTIFY=SUCCESS,FAILURE,DELAY ");

        other.forget();
        carry(RelayConfig.Evidence.SILENCE, "ines@boite.test", ID + ".0.1");
        assertThat(envelope(other).getLast()).contains(" NOTIFY=FAILURE,DELAY ");
    }

    @Test
    void asksForNothingWhereNobodyHears() {
        carry(RelayConfig.Evidence.DSN, "ines@boite.test", null);

        assertThat(envelope(other))
                .containsExactly("MAIL FROM:<caf-92@notif.test>", "RCPT TO:<ines@boite.test>");
    }

    @Test
    void asksARelayForNothingThatDoesNotOfferIt() {
        try (var plain = new ScriptedRelay().pipelining()) {
            carry(plain, RelayConfig.Evidence.DSN, "ines@boite.test", ID + ".0.1");

            assertThat(envelope(plain))
                    .containsExactly(
                            "MAIL FROM:<bounce+abc@notif.test>", "RCPT TO:<ines@boite.test>");
        }
    }

    @Test
    void goesOnWithoutWhereTheOfferWasEmpty() {
        for (var verb : List.of("MAIL", "RCPT")) {
            other.forget();
            other.once(verb, "555 5.5.4 Unsupported option: RET");
            if (verb.equals("MAIL")) {
                other.once("RCPT", "503 5.5.1 no sender").once("DATA", "503 5.5.1 no sender");
            }

            assertThat(carry(RelayConfig.Evidence.HANDOVER, "ines@boite.test", ID + ".0.1"))
                    .isInstanceOf(Outcome.Delivered.class);
            assertThat(other.mails()).hasSize(1);
            assertThat(other.connections()).isEqualTo(1);
            assertThat(envelope(other))
                    .endsWith("MAIL FROM:<bounce+abc@notif.test>", "RCPT TO:<ines@boite.test>");
        }
    }

    @Test
    void whatIsRefusedWithoutAWishToIsRefused() {
        other.always("RCPT", "501 5.1.3 Bad recipient address syntax");

        assertThat(carry(RelayConfig.Evidence.HANDOVER, "ines@boite.test", ID + ".0.1"))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        it -> assertThat(it.reason()).isEqualTo(Reason.ADDRESS_UNKNOWN));
        assertThat(envelope(other)).hasSize(4);
    }

    @Test
    void nothingOfAnIdOrAnAddressBecomesACommand() {
        assertThat(DsnWish.xtext("a b\r\nRSET+=\u00e9~!"))
                .isEqualTo("a+20b+0D+0ARSET+2B+3D+C3+A9~!");

        var wish =
                DsnWish.of(
                        new ComposedMail("a@b", "x".repeat(600), "y".repeat(101), new byte[0]),
                        "FAILURE");
        assertThat(wish).isEqualTo(new DsnWish(" RET=HDRS", " NOTIFY=FAILURE"));
    }

    private Outcome carry(
            RelayConfig.Evidence evidence, String address, @Nullable String envelopeId) {
        return carry(other, evidence, address, envelopeId);
    }

    private Outcome carry(
            ScriptedRelay relay,
            RelayConfig.Evidence evidence,
            String address,
            @Nullable String envelopeId) {
        if (asking != null) {
            asking.close();
        }
        asking =
                new SmtpCarrier(
                        new SmtpSettings(relay.port(), evidence, 100, Duration.ofSeconds(30)),
                        new OpenRoutes(),
                        TestSigningKeys.unused(),
                        TestFiles.none(),
                        Clock.systemUTC());
        var email = new Words.Email("Votre rendez-vous", "<p>Bonjour</p>", "Bonjour");
        return asking.carry(
                new Message(
                        ID,
                        1,
                        "caf-92",
                        Lane.EXPRESS,
                        address,
                        new Words("CAF des Hauts-de-Seine", null, email, null, null),
                        "7KQ2M9XPA",
                        envelopeId == null
                                ? null
                                : new WaysBack(
                                        BACK, "complaint+abc@notif.test", null, envelopeId)));
    }

    private static List<String> envelope(ScriptedRelay relay) {
        return relay.lines().stream()
                .filter(line -> line.startsWith("MAIL") || line.startsWith("RCPT"))
                .toList();
    }
}
