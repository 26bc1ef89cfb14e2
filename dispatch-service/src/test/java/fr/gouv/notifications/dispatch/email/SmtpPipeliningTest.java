package fr.gouv.notifications.dispatch.email;

import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.dispatch.delivery.Outcome;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The same promises with a relay that hears several commands at once (RFC 2920). */
class SmtpPipeliningTest extends SmtpCarrierTest {

    @Override
    ScriptedRelay relay() {
        return new ScriptedRelay().pipelining();
    }

    @Test
    void doesNotWaitForTheAnswersOneByOne() {
        relay.once("MAIL", ScriptedRelay.LATER);

        var outcome = carrier().carry(message(UUID.randomUUID()));

        assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
    }

    @Test
    void theFirstRefusalIsTheReason() {
        relay.once("MAIL", "553 5.7.1 not from you")
                .once("RCPT", "503 5.5.1 no sender")
                .once("DATA", "503 5.5.1 no recipient");

        var outcome = carrier().carry(message(UUID.randomUUID()));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.answer().code()).isEqualTo("553 5.7.1"));
        assertThat(relay.mails()).isEmpty();
    }

    @Test
    void goesOnInTheSameSessionAfterARelayThatNoticesTheMissingRecipientLate() {
        relay.once("RCPT", "550 5.1.1 no such user")
                .once("DATA", "354 go on")
                .once(".", "554 5.5.1 no valid recipients");

        var outcome = carrier().carry(message(UUID.randomUUID()));
        var next = carrier().carry(message(UUID.randomUUID()));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.ADDRESS_UNKNOWN));
        assertThat(next).isInstanceOf(Outcome.Delivered.class);
        assertThat(relay.mails()).hasSize(1);
        assertThat(relay.connections()).isEqualTo(1);
    }

    @Test
    void doesNotKeepARelayThatLeavesInTheMiddleOfItsAnswers() {
        relay.once("RCPT", "421 4.3.2 closing");

        var outcome = carrier().carry(message(UUID.randomUUID()));

        assertThat(outcome).isInstanceOf(Outcome.Postponed.class);
        assertThat(carrier().carry(message(UUID.randomUUID())))
                .isInstanceOf(Outcome.Delivered.class);
        assertThat(relay.mails()).hasSize(1);
    }
}
