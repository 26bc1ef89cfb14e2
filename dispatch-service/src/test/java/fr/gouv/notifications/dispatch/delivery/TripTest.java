package fr.gouv.notifications.dispatch.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.dispatch.delivery.Outcome.Answer;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TripTest {

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Outcome AWAY =
            new Outcome.Unreachable(Reason.PROVIDER_UNREACHABLE, Answer.NONE);
    private static final Outcome GOOD = new Outcome.Delivered("250", null);
    private static final Outcome FAULT = new Outcome.Postponed(Hindrance.FAULT, Answer.NONE);

    private final Trip trip = new Trip(3);

    @Test
    void tripsAtTheThirdFailedConnectionInARow() {
        assertThat(trip.heard(AWAY, NOW)).isEmpty();
        assertThat(trip.heard(AWAY, NOW)).isEmpty();

        assertThat(trip.heard(AWAY, NOW)).contains("provider-unreachable");
    }

    @Test
    void anAnswerInBetweenStartsTheCountAnew() {
        trip.heard(AWAY, NOW);
        trip.heard(AWAY, NOW);
        trip.heard(GOOD, NOW);

        assertThat(trip.heard(AWAY, NOW)).isEmpty();
        assertThat(trip.heard(AWAY, NOW)).isEmpty();
    }

    @Test
    void tripsWhenHalfOfTheMessagesFail() {
        for (var i = 0; i < 9; i++) {
            assertThat(trip.heard(GOOD, NOW)).isEmpty();
            assertThat(trip.heard(FAULT, NOW)).isEmpty();
        }
        assertThat(trip.heard(GOOD, NOW)).isEmpty();

        assertThat(trip.heard(FAULT, NOW)).contains("half-of-the-messages-failed");
    }

    @Test
    void fewMessagesSayNothingAboutARate() {
        for (var i = 0; i < 19; i++) {
            assertThat(trip.heard(FAULT, NOW)).isEmpty();
        }
    }

    @Test
    void whatIsOlderThanAMinuteDoesNotCount() {
        for (var i = 0; i < 19; i++) {
            trip.heard(FAULT, NOW);
        }

        assertThat(trip.heard(FAULT, NOW.plusSeconds(61))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Hindrance.class,
            names = {"GREYLISTED", "MAILBOX_FULL", "OURSELVES"})
    void whatConcernsAMailboxOrUsIsNoFailureOfTheProvider(Hindrance hindrance) {
        for (var i = 0; i < 50; i++) {
            assertThat(trip.heard(new Outcome.Postponed(hindrance, Answer.NONE), NOW)).isEmpty();
        }
        assertThat(trip.heard(new Outcome.Refused(Reason.ADDRESS_UNKNOWN, Answer.NONE), NOW))
                .isEmpty();
    }

    @Test
    void beginsAnewWhenItHasTripped() {
        trip.heard(AWAY, NOW);
        trip.heard(AWAY, NOW);
        trip.forget();

        assertThat(trip.heard(AWAY, NOW)).isEmpty();
    }
}
