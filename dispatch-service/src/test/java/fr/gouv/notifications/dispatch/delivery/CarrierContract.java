package fr.gouv.notifications.dispatch.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.contracts.Reason;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The promises of every {@link Carrier}, whatever its provider; the provider is a stub that obeys. */
public interface CarrierContract {

    Carrier carrier();

    /** A message that the carrier can take, under this id. */
    Message message(UUID notificationId);

    void providerTakesEverything();

    /** Says that the address does not exist, in words that quote it. */
    void providerDoesNotKnowTheAddress();

    void providerAsksToComeBackLater();

    void providerIsDown();

    /** Receives the whole message, then neither confirms nor refuses it. */
    void providerFallsSilentAfterTheMessage();

    /** How many messages the provider has taken. */
    int taken();

    @Test
    default void saysThatAMessageWasTaken() {
        providerTakesEverything();

        var outcome = carrier().carry(message(UUID.randomUUID()));

        assertThat(outcome).isInstanceOfAny(Outcome.Delivered.class, Outcome.HandedOver.class);
        assertThat(taken()).isEqualTo(1);
    }

    @Test
    default void refusesAnUnknownAddressForGoodAndWorksForTheNext() {
        providerDoesNotKnowTheAddress();
        var refused = carrier().carry(message(UUID.randomUUID()));

        providerTakesEverything();
        var next = carrier().carry(message(UUID.randomUUID()));

        assertThat(refused)
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        answer -> assertThat(answer.reason()).isEqualTo(Reason.ADDRESS_UNKNOWN));
        assertThat(next).isInstanceOfAny(Outcome.Delivered.class, Outcome.HandedOver.class);
    }

    @Test
    default void postponesWhatMayWorkLater() {
        providerAsksToComeBackLater();

        var outcome = carrier().carry(message(UUID.randomUUID()));

        assertThat(outcome).isInstanceOf(Outcome.Postponed.class);
        assertThat(taken()).isZero();
    }

    @Test
    default void tellsAProviderThatIsDownFromAMessageThatFails() {
        providerIsDown();

        var outcome = carrier().carry(message(UUID.randomUUID()));

        assertThat(outcome).isInstanceOf(Outcome.Unreachable.class);
        assertThat(carrier().answers()).isFalse();
    }

    @Test
    default void saysWhenNobodyKnows() {
        providerFallsSilentAfterTheMessage();

        var outcome = carrier().carry(message(UUID.randomUUID()));

        assertThat(outcome).isInstanceOf(Outcome.Unanswered.class);
    }

    @Test
    default void answersWhenTheProviderDoes() {
        providerTakesEverything();

        assertThat(carrier().answers()).isTrue();
        assertThat(taken()).isZero();
    }

    @Test
    default void neverShowsTheAddressOutsideTheWords() {
        providerDoesNotKnowTheAddress();
        var message = message(UUID.randomUUID());

        var outcome = carrier().carry(message);

        assertThat(outcome.toString()).doesNotContain(message.address());
        assertThat(message.toString()).doesNotContain(message.address());
    }
}
