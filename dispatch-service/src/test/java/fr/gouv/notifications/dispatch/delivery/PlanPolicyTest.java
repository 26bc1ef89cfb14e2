package fr.gouv.notifications.dispatch.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.contracts.AmbiguityPolicy;
import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Sealed;
import fr.gouv.notifications.contracts.Step;
import fr.gouv.notifications.dispatch.delivery.Outcome.Answer;
import fr.gouv.notifications.dispatch.delivery.Settlement.Next;
import fr.gouv.notifications.dispatch.delivery.Settlement.Report;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class PlanPolicyTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Answer ANSWER = new Answer("451 4.7.1", "come back");
    private static final Sealed BOX = new Sealed(LocalDate.of(2026, 11, 23), "box");

    private final Task only = task(0, NOW.plus(Duration.ofDays(1)), step(Duration.ofDays(1)));
    private final Task first =
            task(
                    0,
                    NOW.plus(Duration.ofDays(2)),
                    step(Duration.ofDays(1)),
                    step(Duration.ofDays(2)));

    @Test
    void endsWithTheDelivery() {
        var settlement = PlanPolicy.after(first, new Outcome.Delivered("250", "Q1"), NOW);

        assertThat(settlement.next()).isEqualTo(new Next.Done("delivered"));
        assertThat(settlement.reports())
                .containsExactly(
                        new Report(
                                DeliveryReport.DELIVERED,
                                null,
                                new Answer("250", null),
                                "Q1",
                                null));
    }

    @Test
    void saysHandedOverWhenThatIsAllItKnows() {
        var settlement = PlanPolicy.after(only, new Outcome.HandedOver("250", "Q1"), NOW);

        assertThat(settlement.next())
                .isEqualTo(new Next.Awaiting("handed-over", NOW.plus(Duration.ofDays(3))));
        assertThat(kinds(settlement)).containsExactly(DeliveryReport.HANDED_OVER);
    }

    @Test
    void aPlanIsKeptWhileSomethingCouldFollow() {
        var taken = new Outcome.Delivered("250", "Q1");
        assertThat(PlanPolicy.keptUntil(PlanPolicy.after(first, taken, NOW)))
                .isEqualTo(NOW.plus(Duration.ofDays(2)));
        var patient =
                task(
                        0,
                        NOW.plus(Duration.ofDays(7)),
                        step(Duration.ofDays(1)),
                        step(Duration.ofDays(7)));
        assertThat(PlanPolicy.keptUntil(PlanPolicy.after(patient, taken, NOW)))
                .isEqualTo(NOW.plus(PlanPolicy.PROOF));
        assertThat(
                        PlanPolicy.keptUntil(
                                PlanPolicy.after(
                                        patient, new Outcome.HandedOver("250", null), NOW)))
                .isEqualTo(NOW.plus(PlanPolicy.PROOF));
        assertThat(PlanPolicy.keptUntil(PlanPolicy.after(first, taken, NOW.plus(PlanPolicy.PROOF))))
                .isNull();
    }

    @Test
    void nothingIsKeptWhereNothingFollowsOrNothingWasTaken() {
        var taken = new Outcome.Delivered("250", "Q1");
        assertThat(PlanPolicy.keptUntil(PlanPolicy.after(only, taken, NOW))).isNull();
        assertThat(
                        PlanPolicy.keptUntil(
                                PlanPolicy.after(
                                        first,
                                        new Outcome.Refused(Reason.ADDRESS_UNKNOWN, ANSWER),
                                        NOW)))
                .isNull();
        assertThat(PlanPolicy.keptUntil(PlanPolicy.cancelled(first, NOW))).isNull();
    }

    @Test
    void whatComesBackGoesOnUnlessItIsTheWords() {
        var back = PlanPolicy.cameBack(first, NOW, Reason.ADDRESS_UNKNOWN, ANSWER);
        assertThat(back.next()).isEqualTo(new Next.NextStep(NOW));
        assertThat(kinds(back))
                .containsExactly(DeliveryReport.BOUNCED, DeliveryReport.STEP_EXHAUSTED);

        for (var over :
                List.of(
                        PlanPolicy.cameBack(first, NOW, Reason.CONTENT_REFUSED, ANSWER),
                        PlanPolicy.cameBack(only, NOW, Reason.ADDRESS_UNKNOWN, ANSWER),
                        PlanPolicy.cameBack(first, first.expiresAt(), Reason.REFUSED, ANSWER))) {
            assertThat(over.next()).isEqualTo(new Next.Done("finished"));
            assertThat(kinds(over))
                    .containsExactly(DeliveryReport.BOUNCED, DeliveryReport.FINISHED);
        }
    }

    @ParameterizedTest
    @EnumSource(Hindrance.class)
    void comesBackAsTheRetryPolicySays(Hindrance hindrance) {
        var settlement = PlanPolicy.after(only, new Outcome.Postponed(hindrance, ANSWER), NOW);

        var dueAt = NOW.plus(RetryPolicy.waitAfter(hindrance, 1, only.notificationId()));
        assertThat(settlement.next()).isEqualTo(new Next.Again(dueAt));
        assertThat(settlement.reports())
                .containsExactly(
                        new Report(
                                DeliveryReport.DEFERRED, hindrance.reason(), ANSWER, null, dueAt));
    }

    @Test
    void triesALastTimeShortlyBeforeTheEnd() {
        var brief = task(0, NOW.plus(Duration.ofMinutes(3)), step(Duration.ofMinutes(3)));

        var settlement =
                PlanPolicy.after(brief, new Outcome.Postponed(Hindrance.GREYLISTED, ANSWER), NOW);

        assertThat(settlement.next()).isEqualTo(new Next.Again(NOW.plus(Duration.ofSeconds(150))));
    }

    @Test
    void givesUpWhenNoFurtherTryFits() {
        var over = task(0, NOW.plusSeconds(40), step(Duration.ofSeconds(40)));

        var settlement =
                PlanPolicy.after(over, new Outcome.Postponed(Hindrance.MAILBOX_FULL, ANSWER), NOW);

        assertThat(settlement.next()).isEqualTo(new Next.Done("finished"));
        assertThat(settlement.reports())
                .containsExactly(
                        new Report(
                                DeliveryReport.FINISHED, Reason.MAILBOX_FULL, ANSWER, null, null));
    }

    @Test
    void anAddressThatFailsOpensTheNextWay() {
        var settlement =
                PlanPolicy.after(first, new Outcome.Refused(Reason.ADDRESS_UNKNOWN, ANSWER), NOW);

        assertThat(settlement.next()).isEqualTo(new Next.NextStep(NOW));
        assertThat(kinds(settlement))
                .containsExactly(DeliveryReport.REFUSED, DeliveryReport.STEP_EXHAUSTED);
    }

    @Test
    void theNextWayWaitsForItsOwnTime() {
        var evening = NOW.plus(Duration.ofHours(8));
        var later = new Step(Channel.SMS, BOX, evening, evening.plusSeconds(3600), null);
        var task = task(0, NOW.plus(Duration.ofDays(2)), step(Duration.ofDays(1)), later);

        var settlement =
                PlanPolicy.after(task, new Outcome.Refused(Reason.ADDRESS_UNKNOWN, ANSWER), NOW);

        assertThat(settlement.next()).isEqualTo(new Next.NextStep(evening));
    }

    @Test
    void theLastWayThatFailsEndsThePlan() {
        var settlement =
                PlanPolicy.after(only, new Outcome.Refused(Reason.ADDRESS_UNKNOWN, ANSWER), NOW);

        assertThat(settlement.next()).isEqualTo(new Next.Done("finished"));
        assertThat(kinds(settlement))
                .containsExactly(DeliveryReport.REFUSED, DeliveryReport.FINISHED);
    }

    @ParameterizedTest
    @EnumSource(names = {"CONTENT_REFUSED", "INVALID_REQUEST"})
    void refusedWordsStopTheCascade(Reason reason) {
        var settlement = PlanPolicy.after(first, new Outcome.Refused(reason, ANSWER), NOW);

        assertThat(settlement.next()).isEqualTo(new Next.Done("finished"));
        assertThat(kinds(settlement))
                .containsExactly(DeliveryReport.REFUSED, DeliveryReport.FINISHED);
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"CONTENT_REFUSED", "INVALID_REQUEST"})
    void everyOtherRefusalContinuesIt(Reason reason) {
        var settlement = PlanPolicy.after(first, new Outcome.Refused(reason, ANSWER), NOW);

        assertThat(settlement.next()).isInstanceOf(Next.NextStep.class);
    }

    @Test
    void aCarrierThatCannotBeReachedIsTriedAgain() {
        var settlement =
                PlanPolicy.after(only, new Outcome.Unreachable(Reason.SENDER_REFUSED, ANSWER), NOW);

        assertThat(settlement.next()).isInstanceOf(Next.Again.class);
        assertThat(settlement.reports().getFirst().reason()).isEqualTo(Reason.SENDER_REFUSED);
    }

    @Test
    void nobodyKnowsAndLossIsWorse() {
        var settlement = PlanPolicy.after(only, new Outcome.Unanswered(Answer.NONE), NOW);

        assertThat(settlement.next()).isInstanceOf(Next.Again.class);
        assertThat(settlement.result()).isEqualTo("ambiguous");
        assertThat(settlement.reports().getFirst().reason()).isEqualTo(Reason.AMBIGUOUS);
        assertThat(kinds(settlement)).containsExactly(DeliveryReport.DEFERRED);
    }

    @Test
    void nobodyKnowsAndADuplicateIsWorse() {
        var code = preferring(AmbiguityPolicy.PREFER_NO_DUPLICATE, first);

        var settlement = PlanPolicy.after(code, new Outcome.Unanswered(Answer.NONE), NOW);

        assertThat(settlement.next()).isEqualTo(new Next.Done("unknown"));
        assertThat(kinds(settlement)).containsExactly(DeliveryReport.UNKNOWN);
    }

    @Test
    void anEndedStepOpensTheNextWayAndAnExpiredMessageNone() {
        var stepOver =
                task(
                        0,
                        NOW.plus(Duration.ofDays(1)),
                        step(Duration.ZERO),
                        step(Duration.ofDays(1)));
        var expired = task(0, NOW, step(Duration.ofDays(1)), step(Duration.ofDays(1)));

        assertThat(PlanPolicy.tooLate(stepOver, NOW).next()).isEqualTo(new Next.NextStep(NOW));
        assertThat(PlanPolicy.tooLate(expired, NOW).next()).isEqualTo(new Next.Done("finished"));
        assertThat(PlanPolicy.tooLate(expired, NOW).reports().getFirst().reason())
                .isEqualTo(Reason.EXPIRED);
    }

    @Test
    void aChannelWithoutCarrierIsPassedOver() {
        assertThat(PlanPolicy.notOffered(first, NOW).next()).isEqualTo(new Next.NextStep(NOW));
        assertThat(PlanPolicy.notOffered(only, NOW).reports().getFirst().reason())
                .isEqualTo(Reason.CHANNEL_NOT_OFFERED);
    }

    @Test
    void whatWasGivenBackIsNotTold() {
        var back = PlanPolicy.givenBack(only, NOW);
        var putOff = PlanPolicy.putOff(only, NOW, Duration.ofSeconds(15));

        assertThat(back.next()).isEqualTo(new Next.GivenBack(null));
        assertThat(putOff.next()).isEqualTo(new Next.GivenBack(NOW.plusSeconds(15)));
        assertThat(back.reports()).isEmpty();
        assertThat(putOff.reports()).isEmpty();
    }

    private static Stream<DeliveryReport> kinds(Settlement settlement) {
        return settlement.reports().stream().map(Report::report);
    }

    private static Step step(Duration validity) {
        return new Step(Channel.EMAIL, BOX, NOW, NOW.plus(validity), null);
    }

    private static Task task(int position, Instant expiresAt, Step... plan) {
        return new Task(
                UUID.fromString("01985b2e-0000-7000-8000-000000000001"),
                "caf-92",
                Lane.EXPRESS,
                AmbiguityPolicy.PREFER_NO_LOSS,
                "7KQ2M9XPA",
                NOW,
                expiresAt,
                List.of(plan),
                BOX,
                position,
                1,
                0,
                1,
                NOW.plusSeconds(60));
    }

    private static Task preferring(AmbiguityPolicy policy, Task task) {
        return new Task(
                task.notificationId(),
                task.service(),
                task.lane(),
                policy,
                task.proofCode(),
                task.routedAt(),
                task.expiresAt(),
                task.plan(),
                task.words(),
                task.position(),
                task.attempt(),
                task.failures(),
                task.epoch(),
                task.leaseUntil());
    }
}
