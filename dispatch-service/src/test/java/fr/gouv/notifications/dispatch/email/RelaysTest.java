package fr.gouv.notifications.dispatch.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Words;
import fr.gouv.notifications.dispatch.delivery.Hindrance;
import fr.gouv.notifications.dispatch.delivery.Message;
import fr.gouv.notifications.dispatch.delivery.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two relays, the second of which takes only what the first cannot. */
class RelaysTest {

    private final ScriptedRelay first = new ScriptedRelay();
    private final ScriptedRelay second = new ScriptedRelay();
    private final OpenRoutes routes = new OpenRoutes();
    private final SmtpCarrier carrier =
            new SmtpCarrier(
                    SmtpSettings.of(first.port())
                            .beside(Map.of("second", SmtpSettings.of(second.port()).weighing(0))),
                    routes,
                    TestSigningKeys.unused(),
                    TestFiles.none(),
                    Clock.systemUTC());

    @AfterEach
    void close() {
        carrier.close();
        first.close();
        second.close();
    }

    @Test
    void saysWhichRelayTookItAndUnderWhatNumber() {
        assertThat(carrier.carry(message()))
                .isEqualTo(new Outcome.Delivered("250 2.0.0", "smtp/4XQ0"));

        routes.closed.add("smtp");

        assertThat(carrier.carry(message()))
                .isEqualTo(new Outcome.Delivered("250 2.0.0", "second/4XQ0"));
        assertThat(carrier.provider()).isEqualTo("relays");
    }

    @ParameterizedTest
    @CsvSource({
        "HI, 421 4.3.2 not now",
        "HI, 554 5.7.1 not you",
        "HI, drop",
        "HI, hang",
        "EHLO, 421 4.3.2 not now",
        "MAIL, 451 4.3.0 disk full",
        "MAIL, 452 4.3.1 no space",
        "MAIL, 421 4.7.0 too many connections",
        "MAIL, 530 5.7.0 who are you",
        "MAIL, drop",
        "RCPT, 421 4.3.2 shutting down",
        "RCPT, 451 4.3.0 try again later",
        "RCPT, 454 4.7.1 relay access denied",
        "RCPT, 554 5.7.1 relay access denied",
        "RCPT, drop",
        "RCPT, hang",
        "DATA, 451 4.3.0 disk full",
        "DATA, 421 4.3.2 shutting down",
        "DATA, drop",
        "DATA, hang"
    })
    void theNextRelayHasItWhenTheFirstFailedBeforeTheEndOfTheMessage(String verb, String answer) {
        first.once(verb, answer);

        var outcome = carrier.carry(message());

        assertThat(outcome).isEqualTo(new Outcome.Delivered("250 2.0.0", "second/4XQ0"));
        assertThat(first.mails()).isEmpty();
        assertThat(second.mails()).hasSize(1);
        assertThat(routes.heard).hasSize(2).last().isEqualTo("second Delivered");
    }

    @Test
    void theNextRelayHasItWhenTheFirstBreaksOffInTheMiddleOfTheContent() {
        first.cutsContentAfter(100);

        var outcome = carrier.carry(messageSaying("Bonjour\n".repeat(1_500_000)));

        assertThat(outcome).isEqualTo(new Outcome.Delivered("250 2.0.0", "second/4XQ0"));
        assertThat(first.mails()).isEmpty();
        assertThat(second.mails()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "., hang",
        "., drop",
        "., take-and-drop",
        "., 451 4.3.0 disk full",
        "., 554 5.7.1 spam",
        "RCPT, 550 5.1.1 no such user",
        "RCPT, 450 4.7.1 greylisted",
        "RCPT, 450 4.2.1 too much for this mailbox",
        "RCPT, 452 4.2.2 mailbox full",
        "MAIL, 553 5.1.8 we do not know your domain"
    })
    void noOtherRelayHasItWhenTheFirstMayHaveTakenItOrTheMailboxIsAtFault(
            String verb, String answer) {
        first.once(verb, answer);

        var outcome = carrier.carry(message());

        assertThat(outcome).isNotInstanceOf(Outcome.Delivered.class);
        assertThat(second.lines()).isEmpty();
    }

    @Test
    void aMessageThatMayHaveBeenTakenIsAmbiguous() {
        first.once(".", ScriptedRelay.TAKE_AND_DROP);

        assertThat(carrier.carry(message())).isEqualTo(new Outcome.Unanswered(Outcome.Answer.NONE));
    }

    @Test
    void whenAllAreDownTheProviderIsUnreachable() {
        first.close();
        second.close();

        assertThat(carrier.carry(message())).isInstanceOf(Outcome.Unreachable.class);
        assertThat(carrier.answers()).isFalse();
    }

    @Test
    void whileOneAnswersTheProviderIsNotUnreachable() {
        first.close();
        second.once("MAIL", "451 4.3.0 disk full");

        assertThat(carrier.carry(message()))
                .isInstanceOfSatisfying(
                        Outcome.Postponed.class,
                        put -> assertThat(put.hindrance()).isEqualTo(Hindrance.FAULT));
        assertThat(carrier.answers()).isTrue();
    }

    @Test
    void oneThatIsBackHasItsMessagesAgain() {
        routes.closed.add("smtp");
        carrier.carry(message());
        routes.closed.remove("smtp");

        assertThat(carrier.carry(message()))
                .isEqualTo(new Outcome.Delivered("250 2.0.0", "smtp/4XQ0"));
    }

    @Test
    void withoutAnyUsableRelayNothingIsSaidToAny() {
        routes.closed.addAll(List.of("smtp", "second"));

        assertThat(carrier.carry(message()))
                .isEqualTo(
                        new Outcome.Unreachable(
                                Reason.PROVIDER_UNREACHABLE, new Outcome.Answer("no-relay", null)));
        assertThat(first.lines()).isEmpty();
        assertThat(second.lines()).isEmpty();
    }

    @Test
    void whatFindsAllSessionsInUseGoesToAnotherRelay() throws Exception {
        first.always("RCPT", ScriptedRelay.LATER);
        var slow =
                List.of(
                        CompletableFuture.supplyAsync(() -> carrier.carry(message())),
                        CompletableFuture.supplyAsync(() -> carrier.carry(message())));
        while (first.lines().stream().filter(line -> line.startsWith("RCPT")).count() < 2) {
            Thread.sleep(Duration.ofMillis(5));
        }

        var outcome = carrier.carry(message());

        assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
        assertThat(second.mails()).hasSizeGreaterThanOrEqualTo(1);
        slow.forEach(CompletableFuture::join);
    }

    @ParameterizedTest
    @CsvSource({"smtp", "relays", "Second", "a.b"})
    void aNameThatCannotBePausedIsNotTaken(String name) {
        var settings =
                SmtpSettings.of(first.port()).beside(Map.of(name, SmtpSettings.of(second.port())));

        assertThatThrownBy(() -> new Relays(settings, routes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dispatch.smtp.relays." + name);
    }

    private static Message message() {
        return messageSaying("Bonjour Inès");
    }

    private static Message messageSaying(String text) {
        var email = new Words.Email("Votre rendez-vous", "<p>Bonjour Inès</p>", text);
        return new Message(
                UUID.randomUUID(),
                1,
                "caf-92",
                Lane.BULK,
                "ines.dupont@boite.test",
                new Words("CAF des Hauts-de-Seine", null, email, null, null),
                "7KQ2M9XPA");
    }
}
