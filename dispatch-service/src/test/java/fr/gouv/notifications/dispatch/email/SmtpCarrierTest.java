package fr.gouv.notifications.dispatch.email;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Words;
import fr.gouv.notifications.dispatch.delivery.CarrierContract;
import fr.gouv.notifications.dispatch.delivery.Hindrance;
import fr.gouv.notifications.dispatch.delivery.Message;
import fr.gouv.notifications.dispatch.delivery.Outcome;
import fr.gouv.notifications.eventing.Unavailable;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SmtpCarrierTest implements CarrierContract {

    private static final String CITIZEN = "ines.dupont@boite.test";

    final ScriptedRelay relay = relay();
    private SmtpCarrier carrier = carrierWith(SmtpSettings.of(relay.port()));

    ScriptedRelay relay() {
        return new ScriptedRelay();
    }

    @AfterEach
    void close() {
        carrier.close();
        relay.close();
    }

    @Override
    public SmtpCarrier carrier() {
        return carrier;
    }

    @Override
    public Message message(UUID notificationId) {
        return messageTo(CITIZEN, notificationId);
    }

    @Override
    public void providerTakesEverything() {
        relay.forget();
    }

    @Override
    public void providerDoesNotKnowTheAddress() {
        relay.once("RCPT", "550 5.1.1 <" + CITIZEN + ">: no such user");
    }

    @Override
    public void providerAsksToComeBackLater() {
        relay.once("RCPT", "450 4.7.1 greylisted");
    }

    @Override
    public void providerIsDown() {
        relay.close();
    }

    @Override
    public void providerFallsSilentAfterTheMessage() {
        relay.once(".", ScriptedRelay.HANG);
    }

    @Override
    public int taken() {
        return relay.mails().size();
    }

    @Test
    void givesTheCodeInClearAndTheWordsApart() {
        providerDoesNotKnowTheAddress();

        var outcome = carrier.carry(message(UUID.randomUUID()));

        assertThat(outcome)
                .isEqualTo(
                        new Outcome.Refused(
                                Reason.ADDRESS_UNKNOWN,
                                new Outcome.Answer(
                                        "550 5.1.1", "550 5.1.1 <" + CITIZEN + ">: no such user")));
    }

    @Test
    void readsTheQueueNumberOfTheRelay() {
        var outcome = carrier.carry(message(UUID.randomUUID()));

        assertThat(outcome).isEqualTo(new Outcome.Delivered("250 2.0.0", "smtp/4XQ0"));
    }

    @Test
    void doesNotCallDeliveredWhatIsOnlyHandedOver() {
        carrier =
                carrierWith(
                        new SmtpSettings(
                                relay.port(),
                                RelayConfig.Evidence.SILENCE,
                                100,
                                Duration.ofSeconds(30)));

        var outcome = carrier.carry(message(UUID.randomUUID()));

        assertThat(outcome).isEqualTo(new Outcome.HandedOver("250 2.0.0", "smtp/4XQ0"));
    }

    @Test
    void keepsTheSessionForManyMessagesAndAfterARefusedRecipient() {
        carrier.carry(message(UUID.randomUUID()));
        providerDoesNotKnowTheAddress();
        carrier.carry(message(UUID.randomUUID()));
        carrier.carry(message(UUID.randomUUID()));

        assertThat(relay.mails()).hasSize(2);
        assertThat(relay.connections()).isEqualTo(1);
        assertThat(relay.lines()).contains("RSET").startsWith("EHLO dispatch.test");
    }

    @Test
    void leavesASessionAfterItsLastMessage() {
        carrier =
                carrierWith(
                        new SmtpSettings(
                                relay.port(),
                                RelayConfig.Evidence.HANDOVER,
                                3,
                                Duration.ofSeconds(30)));

        IntStream.range(0, 7).forEach(_ -> carrier.carry(message(UUID.randomUUID())));

        assertThat(relay.mails()).hasSize(7);
        assertThat(relay.connections()).isEqualTo(3);
    }

    @Test
    void opensAnotherSessionWhenTheRelayHungUpMeanwhile() {
        carrier.carry(message(UUID.randomUUID()));
        relay.hangUp();

        var outcome = carrier.carry(message(UUID.randomUUID()));

        assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
        assertThat(relay.mails()).hasSize(2);
    }

    @Test
    void neverOpensMoreSessionsThanAllowed() {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var sent =
                    IntStream.range(0, 60)
                            .mapToObj(
                                    _ ->
                                            CompletableFuture.supplyAsync(
                                                    () -> carrier.carry(message(UUID.randomUUID())),
                                                    threads))
                            .toList();
            assertThat(sent)
                    .allSatisfy(
                            outcome ->
                                    assertThat(outcome.join())
                                            .isInstanceOf(Outcome.Delivered.class));
        }

        assertThat(relay.mails()).hasSize(60);
        assertThat(relay.connections()).isLessThanOrEqualTo(2);
    }

    @Test
    void isFreedFromAServerThatHangsBeforeTheMessage() {
        relay.once("RCPT", ScriptedRelay.HANG);

        var outcome = carrier.carry(message(UUID.randomUUID()));

        assertThat(outcome)
                .isEqualTo(new Outcome.Postponed(Hindrance.INTERRUPTED, Outcome.Answer.NONE));
    }

    @Test
    void isSureThatAnIncompleteMessageWasNotTaken() {
        relay.once("DATA", ScriptedRelay.DROP);

        var outcome = carrier.carry(message(UUID.randomUUID()));

        assertThat(outcome)
                .isEqualTo(new Outcome.Postponed(Hindrance.INTERRUPTED, Outcome.Answer.NONE));
    }

    @Test
    void knowsNothingAboutACompleteMessageWithoutAnswer() {
        relay.once(".", ScriptedRelay.TAKE_AND_DROP);

        var outcome = carrier.carry(message(UUID.randomUUID()));

        assertThat(outcome).isEqualTo(new Outcome.Unanswered(Outcome.Answer.NONE));
        assertThat(relay.mails()).hasSize(1);
    }

    @Test
    void tellsAGreetingThatSendsUsAwayFromAMessageThatFails() {
        relay.once("HI", "554 5.7.1 not today");

        var outcome = carrier.carry(message(UUID.randomUUID()));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Unreachable.class,
                        away -> assertThat(away.answer().code()).isEqualTo("554 5.7.1"));
    }

    @Test
    void whatIsLongTravelsInPiecesAndArrivesWhole() {
        var text = ".Été.\n".repeat(60_000);

        var outcome = carrier.carry(messageSaying(text, UUID.randomUUID()));

        assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
        assertThat(relay.mails().getFirst().content())
                .contains("\r\n.=C3=89t=C3=A9.".repeat(60_000))
                .endsWith("\r\n--=_parts--\r\n");
    }

    @Test
    void aRelayThatAsksForNoContentGetsNone() {
        relay.once("DATA", "250 whatever");

        var outcome = carrier.carry(message(UUID.randomUUID()));

        assertThat(outcome)
                .isEqualTo(new Outcome.Postponed(Hindrance.INTERRUPTED, Outcome.Answer.NONE));
        assertThat(relay.mails()).isEmpty();
    }

    @Test
    void knowsARefusalEvenIfTheRelayIsGoneAfterIt() {
        providerDoesNotKnowTheAddress();
        relay.once("RSET", ScriptedRelay.DROP);

        assertThat(carrier.carry(message(UUID.randomUUID()))).isInstanceOf(Outcome.Refused.class);

        assertThat(carrier.carry(message(UUID.randomUUID()))).isInstanceOf(Outcome.Delivered.class);
        assertThat(relay.connections()).isEqualTo(2);
    }

    @Test
    void comesBackLaterToARelayThatHasNoSpaceForTheContent() {
        relay.once(".", "452 4.3.1 no space");

        assertThat(carrier.carry(message(UUID.randomUUID()))).isInstanceOf(Outcome.Postponed.class);

        assertThat(carrier.carry(message(UUID.randomUUID()))).isInstanceOf(Outcome.Delivered.class);
        assertThat(relay.connections()).isEqualTo(2);
    }

    @Test
    void refusesTwoAddressesInOneAndSendsToNeither() {
        var outcome = carrier.carry(messageTo("a@x.test;b@y.test", UUID.randomUUID()));
        var other = carrier.carry(messageTo("a@x.test,b@y.test", UUID.randomUUID()));

        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        assertThat(other).isInstanceOf(Outcome.Refused.class);
        assertThat(relay.lines()).isEmpty();
    }

    @Test
    void signsWithTheKeyOfTheSendersDomain() throws Exception {
        carrier = signingWith(new TestSigningKeys());

        assertThat(carrier.carry(message(UUID.randomUUID()))).isInstanceOf(Outcome.Delivered.class);

        var mail = relay.mails().getFirst().content();
        assertThat(mail).startsWith("DKIM-Signature: v=1; a=rsa-sha256;").contains("d=notif.test;");
        assertThat(DkimSignatureTest.verified(mail.getBytes(US_ASCII))).hasSize(1);
    }

    @Test
    void sendsNothingUnsignedWhenTheKeyCannotBeHad() {
        carrier =
                signingWith(
                        _ -> {
                            throw new Unavailable("the gateway is away", null);
                        });

        assertThatThrownBy(() -> carrier.carry(message(UUID.randomUUID())))
                .isInstanceOf(Unavailable.class);
        assertThat(relay.lines()).isEmpty();
    }

    @Test
    void sendsNothingForADomainThatHasNoKey() {
        carrier = signingWith(_ -> Optional.empty());

        assertThat(carrier.carry(message(UUID.randomUUID())))
                .isEqualTo(new Outcome.Postponed(Hindrance.OURSELVES, Outcome.Answer.NONE));
        assertThat(relay.lines()).isEmpty();
    }

    private SmtpCarrier signingWith(SigningKeySource source) {
        carrier.close();
        var clock = Clock.systemUTC();
        return new SmtpCarrier(
                SmtpSettings.of(relay.port()),
                new OpenRoutes(),
                TestSigningKeys.signing(source, clock),
                TestFiles.none(),
                clock);
    }

    private static SmtpCarrier carrierWith(SmtpConfig config) {
        return new SmtpCarrier(
                config,
                new OpenRoutes(),
                TestSigningKeys.unused(),
                TestFiles.none(),
                Clock.systemUTC());
    }

    private static Message messageTo(String address, UUID notificationId) {
        return message(address, "Bonjour Inès", notificationId);
    }

    private static Message messageSaying(String text, UUID notificationId) {
        return message(CITIZEN, text, notificationId);
    }

    private static Message message(String address, String text, UUID notificationId) {
        var email = new Words.Email("Votre rendez-vous", "<p>Bonjour Inès</p>", text);
        return new Message(
                notificationId,
                1,
                "caf-92",
                Lane.EXPRESS,
                address,
                new Words("CAF des Hauts-de-Seine", null, email, null, null),
                "7KQ2M9XPA");
    }
}
