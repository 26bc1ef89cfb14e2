package fr.gouv.notifications.tracking.status;

import static fr.gouv.notifications.tracking.status.Facts.minute;
import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.NotificationEvent;
import fr.gouv.notifications.contracts.Overdue;
import fr.gouv.notifications.contracts.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WatchPolicyTest {

    private static final Instant EXPIRY = minute(0).plus(Duration.ofDays(2));

    private final Facts facts = Facts.ofSomeNotification();

    @Test
    void anExpressRequestIsRoutedWithinMinutes() {
        assertThat(watch(facts.requested(0)).dueBy()).isEqualTo(minute(5));
        assertThat(watch(facts.requested(0), facts.overdue(6, Overdue.NOT_ROUTED)))
                .isEqualTo(
                        new Watch(
                                EXPIRY.plus(Duration.ofMinutes(15)),
                                Overdue.NOT_ROUTED,
                                minute(5)));
    }

    @Test
    void whatIsScheduledIsNotOverdueBeforeItsTime() {
        assertThat(watch(facts.scheduled(0, minute(600))).dueBy()).isEqualTo(minute(605));
    }

    @Test
    void aTryThatIsPutOffProlongsNothing() {
        var deferred =
                facts.reported(3, 0, 1, DeliveryReport.DEFERRED, Reason.MAILBOX_FULL, "452 4.2.2");

        assertThat(watch(facts.requested(0), facts.routed(1), deferred).dueBy())
                .isEqualTo(minute(16));
    }

    @Test
    void theNextWayHasItsOwnTime() {
        var exhausted =
                facts.reported(
                        10, 0, 1, DeliveryReport.STEP_EXHAUSTED, Reason.ADDRESS_UNKNOWN, "550");

        assertThat(watch(facts.requested(0), facts.routed(1), exhausted).dueBy())
                .isEqualTo(minute(25));
    }

    @Test
    void anAlertEndsWhenTheMessageMovesOn() {
        var late = facts.overdue(17, Overdue.NOT_SENT);
        assertThat(watch(facts.requested(0), facts.routed(1), late).overdue())
                .isEqualTo(Overdue.NOT_SENT);

        var sent = facts.reported(18, 0, 1, DeliveryReport.HANDED_OVER);

        assertThat(watch(facts.requested(0), facts.routed(1), late, sent))
                .isEqualTo(new Watch(minute(18).plus(Duration.ofHours(78)), null, null));
    }

    @Test
    void nothingIsWaitedForAfterTheEnd() {
        var delivered = facts.reported(3, 0, 1, DeliveryReport.DELIVERED);

        assertThat(watch(facts.requested(0), delivered)).isEqualTo(Watch.NONE);
    }

    @Test
    void givesUpLongAfterTheEndOfItsValidity() {
        var known =
                watch(
                        facts.requested(0),
                        facts.routed(1),
                        facts.overdue(17, Overdue.NOT_SENT),
                        facts.overdue(3000, Overdue.NOT_ENDED));

        assertThat(known.dueBy())
                .isEqualTo(EXPIRY.plus(Duration.ofMinutes(15)).plus(Duration.ofDays(10)));
        assertThat(known.overdue()).isEqualTo(Overdue.NOT_ENDED);
    }

    @Test
    void aWishToCancelSomethingUnknownEndsToo() {
        assertThat(watch(facts.cancelled(0)).dueBy()).isEqualTo(minute(60));
        assertThat(watch(facts.cancelled(0), facts.overdue(61, Overdue.NOT_ROUTED)).dueBy())
                .isEqualTo(minute(60).plus(Duration.ofDays(10)));
    }

    private static Watch watch(NotificationEvent... told) {
        var known = Stream.of(told).map(Facts::remembered).toList();
        var request = Stream.of(told).map(Request::in).filter(Objects::nonNull).findFirst();
        return WatchPolicy.watch(StatusPolicy.standing(known), request.orElse(null), known);
    }
}
