package fr.gouv.notifications.preferences.suppression;

import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.contracts.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class SuppressionPolicyTest {

    private static final Instant START = Instant.parse("2026-11-01T08:00:00Z");

    @ParameterizedTest
    @EnumSource(names = {"ADDRESS_UNKNOWN", "DOMAIN_UNKNOWN"})
    void anAddressThatDoesNotExistIsDeadAtOnce(Reason reason) {
        assertThat(SuppressionPolicy.rule(List.of(hit(reason, 0)))).contains(Rule.HARD);
    }

    @Test
    void aDisabledAddressIsDeadWhenItSaysSoAgainADayLater() {
        var first = hit(Reason.ADDRESS_DISABLED, 0);

        assertThat(SuppressionPolicy.rule(List.of(first, hit(Reason.ADDRESS_DISABLED, 23))))
                .isEmpty();
        assertThat(SuppressionPolicy.rule(List.of(first, hit(Reason.ADDRESS_DISABLED, 24))))
                .contains(Rule.DISABLED);
    }

    @Test
    void aFullMailboxIsGivenUpAfterThreeMessagesInThirtyDays() {
        var first = hit(Reason.MAILBOX_FULL, 0);
        var second = hit(Reason.MAILBOX_FULL, 24);
        var days = Duration.ofDays(30).toHours();

        assertThat(SuppressionPolicy.rule(List.of(first, second))).isEmpty();
        assertThat(SuppressionPolicy.rule(List.of(first, second, hit(Reason.MAILBOX_FULL, days))))
                .contains(Rule.FULL);
        assertThat(
                        SuppressionPolicy.rule(
                                List.of(first, second, hit(Reason.MAILBOX_FULL, days + 1))))
                .isEmpty();
    }

    @Test
    void oneNotificationCountsOnceHoweverOftenItIsTold() {
        var id = UUID.randomUUID();
        var told =
                IntStream.of(0, 48, 96)
                        .mapToObj(hours -> at(id, Reason.MAILBOX_FULL, hours))
                        .toList();
        var disabled =
                IntStream.of(0, 48)
                        .mapToObj(hours -> at(id, Reason.ADDRESS_DISABLED, hours))
                        .toList();

        assertThat(SuppressionPolicy.rule(told)).isEmpty();
        assertThat(SuppressionPolicy.rule(disabled)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"ADDRESS_UNKNOWN", "DOMAIN_UNKNOWN", "ADDRESS_DISABLED", "MAILBOX_FULL"})
    void whatIsNotTheFaultOfTheAddressNeverCounts(Reason reason) {
        var many = IntStream.range(0, 10).mapToObj(day -> hit(reason, day * 24L)).toList();

        assertThat(SuppressionPolicy.rule(many)).isEmpty();
    }

    @Test
    void neitherOrderNorRepetitionChangesTheAnswer() {
        var random = new Random(5);
        var reasons =
                List.copyOf(
                        EnumSet.of(Reason.ADDRESS_DISABLED, Reason.MAILBOX_FULL, Reason.EXPIRED));
        for (var round = 0; round < 500; round++) {
            List<Hit> hits = new ArrayList<>();
            for (var count = random.nextInt(6); count >= 0; count--) {
                hits.add(hit(reasons.get(random.nextInt(reasons.size())), random.nextInt(1_000)));
            }
            var answer = SuppressionPolicy.rule(hits);
            var shuffled = new ArrayList<>(hits);
            shuffled.add(hits.get(random.nextInt(hits.size())));
            Collections.shuffle(shuffled, random);

            assertThat(SuppressionPolicy.rule(shuffled)).isEqualTo(answer);
        }
    }

    private static Hit hit(Reason reason, long hours) {
        return at(UUID.randomUUID(), reason, hours);
    }

    private static Hit at(UUID notification, Reason reason, long hours) {
        return new Hit(notification, reason, START.plus(Duration.ofHours(hours)));
    }
}
