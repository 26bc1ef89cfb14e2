package fr.gouv.notifications.tracking.status;

import static fr.gouv.notifications.contracts.DeliveryReport.BOUNCED;
import static fr.gouv.notifications.contracts.DeliveryReport.COMPLAINED;
import static fr.gouv.notifications.contracts.DeliveryReport.DEFERRED;
import static fr.gouv.notifications.contracts.DeliveryReport.DELIVERED;
import static fr.gouv.notifications.contracts.DeliveryReport.FINISHED;
import static fr.gouv.notifications.contracts.DeliveryReport.HANDED_OVER;
import static fr.gouv.notifications.contracts.DeliveryReport.REFUSED;
import static fr.gouv.notifications.contracts.DeliveryReport.STEP_EXHAUSTED;
import static fr.gouv.notifications.contracts.DeliveryReport.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.NotificationEvent;
import fr.gouv.notifications.contracts.PublicStatus;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Response;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StatusPolicyTest {

    private final Facts facts = Facts.ofSomeNotification();

    @Test
    void isAcceptedOnceRequested() {
        assertThat(after(facts.requested(0)).status()).isEqualTo(PublicStatus.ACCEPTED);
    }

    @Test
    void waitsForItsTime() {
        var standing = after(facts.requested(0, Facts.minute(30)));

        assertThat(standing.status()).isEqualTo(PublicStatus.SCHEDULED);
        assertThat(standing.settled()).isFalse();
    }

    @Test
    void isKeptForLaterUntilItsTimeHasCome() {
        var kept = facts.scheduled(0, Facts.minute(30));
        var requested = facts.requested(30, Facts.minute(30));

        assertThat(after(kept).status()).isEqualTo(PublicStatus.SCHEDULED);
        assertThat(after(requested, kept).status()).isEqualTo(PublicStatus.ACCEPTED);
        assertThat(after(kept, requested).createdAt()).isEqualTo(Facts.minute(0));
        assertThat(after(kept, requested).updatedAt()).isEqualTo(Facts.minute(30));
        assertThat(after(kept, facts.routed(31)).status()).isEqualTo(PublicStatus.IN_PROGRESS);
    }

    @Test
    void isCancelledWhenItIsStoppedBeforeItsTime() {
        var standing =
                after(facts.scheduled(0, Facts.minute(30)), facts.declined(10, Reason.CANCELLED));

        assertThat(standing.status()).isEqualTo(PublicStatus.CANCELLED);
        assertThat(standing.createdAt()).isEqualTo(Facts.minute(0));
    }

    @Test
    void isInProgressOnceRouted() {
        var standing = after(facts.requested(0), facts.routed(1));

        assertThat(standing.status()).isEqualTo(PublicStatus.IN_PROGRESS);
        assertThat(standing.channel()).isEqualTo(Channel.EMAIL);
        assertThat(standing.createdAt()).isEqualTo(Facts.minute(0));
        assertThat(standing.updatedAt()).isEqualTo(Facts.minute(1));
    }

    @ParameterizedTest
    @CsvSource({
        "OPTED_OUT, SUPPRESSED",
        "SUPPRESSED_ADDRESS, SUPPRESSED",
        "NO_ADDRESS, UNDELIVERABLE",
        "CHANNEL_NOT_OFFERED, UNDELIVERABLE",
        "DUPLICATE, REJECTED",
        "INVALID_REQUEST, REJECTED",
        "EXPIRED, EXPIRED",
        "ERASED, CANCELLED",
        "NO_NEWS, UNKNOWN"
    })
    void endsWithTheReasonForWhichItWasDeclined(Reason reason, PublicStatus status) {
        var standing = after(facts.requested(0), facts.declined(1, reason));

        assertThat(standing.status()).isEqualTo(status);
        assertThat(standing.reason()).isEqualTo(reason);
        assertThat(standing.settled()).isTrue();
    }

    @Test
    void isNotFinishedByAnIntermediateSuccess() {
        var standing =
                after(facts.requested(0), facts.routed(1), facts.reported(2, 0, 1, HANDED_OVER));

        assertThat(standing.status()).isEqualTo(PublicStatus.SENT);
        assertThat(standing.settled()).isFalse();
    }

    @Test
    void explainsADeferral() {
        var standing =
                after(
                        facts.routed(1),
                        facts.reported(2, 0, 1, DEFERRED, Reason.MAILBOX_FULL, "452 4.2.2"));

        assertThat(standing.status()).isEqualTo(PublicStatus.IN_PROGRESS);
        assertThat(standing.reason()).isEqualTo(Reason.MAILBOX_FULL);
        assertThat(standing.providerCode()).isEqualTo("452 4.2.2");
        assertThat(standing.providerWords()).isEqualTo(Facts.BOX);
    }

    @Test
    void doesNotLoseALateDeliveryAfterATemporaryFailure() {
        var standing =
                after(
                        facts.reported(2, 0, 1, HANDED_OVER),
                        facts.reported(3, 0, 1, DEFERRED, Reason.PROVIDER_FAULT, "4.4.1"),
                        facts.reported(4, 0, 2, DEFERRED, Reason.PROVIDER_FAULT, "4.4.1"),
                        facts.reported(9, 0, 1, DELIVERED));

        assertThat(standing.status()).isEqualTo(PublicStatus.DELIVERED);
        assertThat(standing.reason()).isNull();
        assertThat(standing.updatedAt()).isEqualTo(Facts.minute(9));
    }

    @Test
    void doesNotLoseALateDeliveryAfterThePlanWasOver() {
        var standing =
                after(
                        facts.reported(4, 0, 1, FINISHED, Reason.PROVIDER_UNREACHABLE, null),
                        facts.reported(9, 0, 1, DELIVERED));

        assertThat(standing.status()).isEqualTo(PublicStatus.DELIVERED);
    }

    @Test
    void goesBackToInProgressWhenTheNextStepStarts() {
        var standing =
                after(
                        facts.reported(2, 0, 1, HANDED_OVER),
                        facts.reported(3, 0, 1, BOUNCED, Reason.ADDRESS_UNKNOWN, "5.1.1"),
                        facts.reported(4, 0, 0, STEP_EXHAUSTED, Reason.ADDRESS_UNKNOWN, null));

        assertThat(standing.status()).isEqualTo(PublicStatus.IN_PROGRESS);
        assertThat(standing.reason()).isEqualTo(Reason.ADDRESS_UNKNOWN);
    }

    @Test
    void followsTheLatestStep() {
        var standing =
                after(
                        facts.reported(3, 0, 4, DEFERRED, Reason.THROTTLED, "421"),
                        facts.reported(4, 0, 0, STEP_EXHAUSTED, Reason.THROTTLED, null),
                        facts.reported(5, 1, 1, HANDED_OVER));

        assertThat(standing.status()).isEqualTo(PublicStatus.SENT);
        assertThat(standing.channel()).isEqualTo(Channel.SMS);
    }

    @Test
    void isUndeliverableWithTheCodeOfTheLastFailure() {
        var standing =
                after(
                        facts.requested(0),
                        facts.reported(3, 0, 1, REFUSED, Reason.ADDRESS_UNKNOWN, "550 5.1.1"),
                        facts.reported(3, 0, 1, FINISHED, Reason.ADDRESS_UNKNOWN, null));

        assertThat(standing.status()).isEqualTo(PublicStatus.UNDELIVERABLE);
        assertThat(standing.reason()).isEqualTo(Reason.ADDRESS_UNKNOWN);
        assertThat(standing.providerCode()).isEqualTo("550 5.1.1");
        assertThat(standing.providerWords()).isEqualTo(Facts.BOX);
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            names = {"EXPIRED", "CANCELLED"})
    void endsAsTheEndOfThePlanSays(Reason reason) {
        var standing = after(facts.requested(0), facts.reported(3, 0, 2, FINISHED, reason, null));

        assertThat(standing.status().name()).isEqualTo(reason.name());
    }

    @Test
    void saysUnknownWhenNobodyKnows() {
        var standing = after(facts.reported(2, 0, 1, UNKNOWN, Reason.AMBIGUOUS, null));

        assertThat(standing.status()).isEqualTo(PublicStatus.UNKNOWN);
        assertThat(standing.reason()).isEqualTo(Reason.AMBIGUOUS);
    }

    @Test
    void takesBackADeliveryThatBouncedLater() {
        var standing =
                after(
                        facts.reported(2, 0, 1, DELIVERED),
                        facts.reported(8, 0, 1, BOUNCED, Reason.MAILBOX_FULL, "5.2.2"),
                        facts.reported(8, 0, 1, FINISHED, Reason.MAILBOX_FULL, null));

        assertThat(standing.status()).isEqualTo(PublicStatus.UNDELIVERABLE);
    }

    @Test
    void goesOnAfterADeliveryThatWasTakenBack() {
        var delivered = facts.reported(2, 0, 1, DELIVERED);
        var bounced = facts.reported(8, 0, 1, BOUNCED, Reason.ADDRESS_UNKNOWN, "5.1.1");
        var exhausted = facts.reported(8, 0, 1, STEP_EXHAUSTED, Reason.ADDRESS_UNKNOWN, "5.1.1");
        assertThat(after(delivered, bounced, exhausted).status())
                .isEqualTo(PublicStatus.IN_PROGRESS);

        var next = facts.reported(9, 1, 1, HANDED_OVER);
        assertThat(after(delivered, bounced, exhausted, next).status())
                .isEqualTo(PublicStatus.SENT);
        assertThat(after(delivered, bounced, exhausted, next).channel()).isEqualTo(Channel.SMS);

        var arrived = facts.reported(10, 1, 1, DELIVERED);
        assertThat(after(delivered, bounced, exhausted, next, arrived).channel())
                .isEqualTo(Channel.SMS);
    }

    @Test
    void keepsADeliveryThatCameAfterABounce() {
        var standing =
                after(
                        facts.reported(2, 0, 1, BOUNCED, Reason.MAILBOX_FULL, "5.2.2"),
                        facts.reported(8, 0, 1, DELIVERED));

        assertThat(standing.status()).isEqualTo(PublicStatus.DELIVERED);
    }

    @Test
    void keepsADeliveryWhenAnotherStepBounces() {
        var standing =
                after(
                        facts.reported(2, 0, 1, DELIVERED),
                        facts.reported(8, 1, 1, BOUNCED, Reason.ADDRESS_UNKNOWN, null),
                        facts.reported(9, 1, 1, FINISHED, Reason.ADDRESS_UNKNOWN, null));

        assertThat(standing.status()).isEqualTo(PublicStatus.DELIVERED);
        assertThat(standing.channel()).isEqualTo(Channel.EMAIL);
    }

    @Test
    void countsAComplaintAsAProofOfDelivery() {
        var standing =
                after(facts.reported(2, 0, 1, HANDED_OVER), facts.reported(3, 0, 1, COMPLAINED));

        assertThat(standing.status()).isEqualTo(PublicStatus.DELIVERED);
    }

    @Test
    void isCancelledWhenDispatchStoppedIt() {
        var standing =
                after(
                        facts.requested(0),
                        facts.routed(1),
                        facts.reported(2, 0, 1, DEFERRED, Reason.THROTTLED, "451 4.7.1"),
                        facts.cancelled(3),
                        facts.reported(4, 0, 1, FINISHED, Reason.CANCELLED, null));

        assertThat(standing.status()).isEqualTo(PublicStatus.CANCELLED);
        assertThat(standing.reason()).isEqualTo(Reason.CANCELLED);
        assertThat(standing.providerCode()).isNull();
    }

    @Test
    void isCancelledWhenItWasStoppedBeforeThereWasAPlan() {
        var standing =
                after(facts.requested(0), facts.cancelled(1), facts.declined(1, Reason.CANCELLED));

        assertThat(standing.status()).isEqualTo(PublicStatus.CANCELLED);
        assertThat(standing.reason()).isEqualTo(Reason.CANCELLED);
    }

    @Test
    void isNotCalledCancelledBecauseSomebodyAskedForIt() {
        assertThat(after(facts.cancelled(2)).status()).isEqualTo(PublicStatus.ACCEPTED);
        assertThat(after(facts.requested(0), facts.cancelled(2)).status())
                .isEqualTo(PublicStatus.ACCEPTED);
        assertThat(after(facts.requested(0), facts.routed(1), facts.cancelled(2)).status())
                .isEqualTo(PublicStatus.IN_PROGRESS);
        assertThat(after(facts.cancelled(2), facts.reported(3, 0, 1, HANDED_OVER)).status())
                .isEqualTo(PublicStatus.SENT);
        assertThat(after(facts.reported(1, 0, 1, DELIVERED), facts.cancelled(2)).status())
                .isEqualTo(PublicStatus.DELIVERED);
    }

    @Test
    void keepsItsEndWhenItIsCancelledAfterwards() {
        var standing =
                after(
                        facts.reported(2, 0, 1, FINISHED, Reason.ADDRESS_UNKNOWN, "550"),
                        facts.cancelled(3));

        assertThat(standing.status()).isEqualTo(PublicStatus.UNDELIVERABLE);
    }

    @Test
    void isAcknowledgedByTheCitizenWhateverTheProviderSays() {
        var standing =
                after(
                        facts.responded(9, Response.ACKNOWLEDGED),
                        facts.reported(10, 0, 1, BOUNCED, Reason.REFUSED, "5.0.0"));

        assertThat(standing.status()).isEqualTo(PublicStatus.ACKNOWLEDGED);
    }

    @Test
    void isConfirmedByAnOpenedMessageAndDeliveredByAnyOtherResponse() {
        assertThat(after(facts.responded(9, Response.OPENED)).status())
                .isEqualTo(PublicStatus.CONFIRMED);
        assertThat(after(facts.responded(9, Response.UNSUBSCRIBED)).status())
                .isEqualTo(PublicStatus.DELIVERED);
    }

    @Test
    void believesThePlanWhenItWasAlsoDeclined() {
        var standing = after(facts.declined(1, Reason.OPTED_OUT), facts.routed(2));

        assertThat(standing.status()).isEqualTo(PublicStatus.IN_PROGRESS);
    }

    @Test
    void tellsTheFactsInTheOrderInWhichTheyHappened() {
        var told =
                StatusPolicy.chronological(
                        Arrays.asList(
                                Facts.remembered(
                                        facts.reported(2, 0, 1, FINISHED, Reason.REFUSED, null)),
                                Facts.remembered(
                                        facts.reported(2, 0, 1, REFUSED, Reason.REFUSED, "550")),
                                Facts.remembered(facts.routed(0)),
                                Facts.remembered(facts.requested(0))));

        assertThat(told)
                .extracting(fact -> fact.report() == null ? fact.kind() : fact.report())
                .map(Object::toString)
                .containsExactly("REQUESTED", "ROUTED", "REFUSED", "FINISHED");
    }

    private static Standing after(NotificationEvent... told) {
        return StatusPolicy.standing(Arrays.stream(told).map(Facts::remembered).toList());
    }
}
