package fr.gouv.notifications.preferences.suppression;

import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.DeliveryReported;
import fr.gouv.notifications.contracts.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class SuppressionPolicyTest {

    private static final Instant START = Instant.parse("2026-11-01T08:00:00Z");
    private static final SuppressionConfig CONFIG =
            new Lives(
                    Duration.ofDays(365),
                    Duration.ofDays(180),
                    Duration.ofDays(30),
                    Duration.ofMinutes(10));

    private record Lives(Duration hard, Duration disabled, Duration full, Duration sweep)
            implements SuppressionConfig {}

    @ParameterizedTest
    @EnumSource(names = {"ADDRESS_UNKNOWN", "DOMAIN_UNKNOWN"})
    void anAddressThatDoesNotExistIsDeadAtOnceForAYear(Reason reason) {
        var verdict = only(hit(reason, 0));

        assertThat(verdict.rule()).isEqualTo(Rule.HARD);
        assertThat(verdict.scope()).isEqualTo(Verdict.EVERYBODY);
        assertThat(verdict.until()).isEqualTo(START.plus(Duration.ofDays(365)));
    }

    @Test
    void aDisabledAddressIsDeadWhenItSaysSoAgainADayLater() {
        var first = hit(Reason.ADDRESS_DISABLED, 0);

        assertThat(verdicts(first, hit(Reason.ADDRESS_DISABLED, 23))).isEmpty();
        assertThat(only(first, hit(Reason.ADDRESS_DISABLED, 24)).rule()).isEqualTo(Rule.DISABLED);
    }

    @Test
    void aFullMailboxIsGivenUpAfterThreeMessagesInThirtyDays() {
        var first = hit(Reason.MAILBOX_FULL, 0);
        var second = hit(Reason.MAILBOX_FULL, 24);
        var days = Duration.ofDays(30).toHours();

        assertThat(verdicts(first, second)).isEmpty();
        assertThat(only(first, second, hit(Reason.MAILBOX_FULL, days)).rule()).isEqualTo(Rule.FULL);
        assertThat(verdicts(first, second, hit(Reason.MAILBOX_FULL, days + 1))).isEmpty();
    }

    @Test
    void aMailboxThatWasFullOnceDoesNotStayGivenUpForOneMoreMessage() {
        var hits = new ArrayList<Hit>();
        IntStream.of(0, 24, 48).forEach(hours -> hits.add(hit(Reason.MAILBOX_FULL, hours)));
        hits.add(hit(Reason.MAILBOX_FULL, Duration.ofDays(90).toHours()));

        var verdict = only(hits.toArray(Hit[]::new));

        assertThat(verdict.until()).isEqualTo(START.plus(Duration.ofDays(32)));
    }

    @Test
    void ofSeveralRulesTheOneHoldsThatLastsLongest() {
        var days = Duration.ofDays(360).toHours();

        var verdict =
                only(
                        hit(Reason.ADDRESS_UNKNOWN, 0),
                        hit(Reason.MAILBOX_FULL, days),
                        hit(Reason.MAILBOX_FULL, days),
                        hit(Reason.MAILBOX_FULL, days));

        assertThat(verdict.rule()).isEqualTo(Rule.FULL);
    }

    @Test
    void aComplaintEndsOneServiceForGood() {
        var complaint = heard(UUID.randomUUID(), DeliveryReport.COMPLAINED, null, 0);

        var verdict = only(complaint.toArray(Hit[]::new));

        assertThat(verdict.rule()).isEqualTo(Rule.COMPLAINT);
        assertThat(verdict.scope()).isEqualTo("caf-92");
        assertThat(verdict.until()).isNull();
    }

    @Test
    void oneNotificationCountsOnceHoweverOftenItIsTold() {
        var id = UUID.randomUUID();
        var full =
                IntStream.of(0, 48, 96)
                        .mapToObj(hours -> at(id, Reason.MAILBOX_FULL, hours))
                        .toArray(Hit[]::new);
        var disabled =
                IntStream.of(0, 48)
                        .mapToObj(hours -> at(id, Reason.ADDRESS_DISABLED, hours))
                        .toArray(Hit[]::new);

        assertThat(verdicts(full)).isEmpty();
        assertThat(verdicts(disabled)).isEmpty();
    }

    /** Our own faults, those of the words and those of the providers never suppress a citizen. */
    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"ADDRESS_UNKNOWN", "DOMAIN_UNKNOWN", "ADDRESS_DISABLED", "MAILBOX_FULL"})
    void whatIsNotTheFaultOfTheAddressNeverCounts(Reason reason) {
        for (var report : List.of(DeliveryReport.REFUSED, DeliveryReport.BOUNCED)) {
            assertThat(heard(UUID.randomUUID(), report, reason, 0)).isEmpty();
        }
    }

    @Test
    void neitherOrderNorRepetitionChangesTheAnswer() {
        var random = new Random(5);
        var reasons = List.of(Reason.ADDRESS_DISABLED, Reason.MAILBOX_FULL, Reason.ADDRESS_UNKNOWN);
        for (var round = 0; round < 500; round++) {
            List<Hit> hits = new ArrayList<>();
            for (var count = random.nextInt(6); count >= 0; count--) {
                hits.add(hit(reasons.get(random.nextInt(reasons.size())), random.nextInt(1_000)));
            }
            var answer = SuppressionPolicy.verdicts(hits, CONFIG);
            var shuffled = new ArrayList<>(hits);
            shuffled.add(hits.get(random.nextInt(hits.size())));
            Collections.shuffle(shuffled, random);

            assertThat(SuppressionPolicy.verdicts(shuffled, CONFIG)).isEqualTo(answer);
        }
    }

    private static List<Verdict> verdicts(Hit... hits) {
        return SuppressionPolicy.verdicts(List.of(hits), CONFIG);
    }

    private static Verdict only(Hit... hits) {
        var verdicts = verdicts(hits);
        assertThat(verdicts).hasSize(1);
        return verdicts.getFirst();
    }

    private static Hit hit(Reason reason, long hours) {
        return at(UUID.randomUUID(), reason, hours);
    }

    private static Hit at(UUID notification, Reason reason, long hours) {
        return heard(notification, DeliveryReport.BOUNCED, reason, hours).getFirst();
    }

    private static List<Hit> heard(
            UUID notification, DeliveryReport report, @Nullable Reason reason, long hours) {
        return Hit.in(
                        new DeliveryReported(
                                notification,
                                START.plus(Duration.ofHours(hours)),
                                "caf-92",
                                Channel.EMAIL,
                                0,
                                1,
                                report,
                                reason,
                                "550 5.1.1",
                                null,
                                null,
                                null,
                                "digest"))
                .stream()
                .toList();
    }
}
