package fr.gouv.notifications.tracking.status;

import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.DeliveryReported;
import fr.gouv.notifications.contracts.NotificationCancelled;
import fr.gouv.notifications.contracts.NotificationDeclined;
import fr.gouv.notifications.contracts.NotificationEvent;
import fr.gouv.notifications.contracts.Overdue;
import fr.gouv.notifications.contracts.PublicStatus;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Response;
import fr.gouv.notifications.tracking.timeline.TimelineEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

class StatusPolicyPropertiesTest {

    private static final Facts FACTS =
            new Facts(UUID.fromString("01900000-0000-7000-8000-000000000001"), "caf-92");

    @Property(tries = 2000)
    void anyOrderAndRepetitionEndInTheSameState(
            @ForAll("histories") List<NotificationEvent> history, @ForAll long seed) {
        var shuffled = new ArrayList<NotificationEvent>(history);
        shuffled.addAll(history);
        shuffled.addAll(history.subList(0, history.size() / 2));
        Collections.shuffle(shuffled, new Random(seed));

        assertThat(StatusPolicy.standing(known(shuffled)))
                .isEqualTo(StatusPolicy.standing(known(history)));
        assertThat(watch(shuffled)).isEqualTo(watch(history));
        assertThat(StatusPolicy.chronological(known(shuffled)))
                .isEqualTo(StatusPolicy.chronological(known(history)));
    }

    @Property(tries = 2000)
    void whatIsNotSettledIsWatchedUntilItIsGivenUp(
            @ForAll("histories") List<NotificationEvent> history) {
        var open = !StatusPolicy.standing(known(history)).settled();

        assertThat(watch(history).dueBy() != null).isEqualTo(open);
    }

    /** Each alert that is told brings the next deadline further, until nothing is waited for. */
    @Property(tries = 2000)
    void theWatchEnds(@ForAll("histories") List<NotificationEvent> history) {
        var told = new ArrayList<>(history);
        for (var round = 0; round <= Overdue.values().length; round++) {
            var facts = known(told);
            var missed =
                    WatchPolicy.missed(
                            StatusPolicy.standing(facts), request(told), facts, Instant.MAX);
            if (missed.isEmpty()) {
                assertThat(StatusPolicy.standing(facts).settled()).isTrue();
                return;
            }
            told.add(FACTS.overdue(999, missed.get().overdue()));
        }
        throw new AssertionError("it is watched for ever");
    }

    private static Watch watch(List<NotificationEvent> told) {
        return WatchPolicy.watch(StatusPolicy.standing(known(told)), request(told), known(told));
    }

    private static @Nullable Request request(List<NotificationEvent> told) {
        return told.stream().map(Request::in).filter(Objects::nonNull).findFirst().orElse(null);
    }

    @Property(tries = 2000)
    void aProofByTheCitizenIsNeverLost(@ForAll("histories") List<NotificationEvent> history) {
        var acknowledged = new ArrayList<>(history);
        acknowledged.add(FACTS.responded(3, Response.ACKNOWLEDGED));

        assertThat(StatusPolicy.standing(known(acknowledged)).status().name())
                .isEqualTo("ACKNOWLEDGED");
    }

    @Property(tries = 2000)
    void aSettledNotificationStaysSettledWhateverElseOfItsPastIsHeard(
            @ForAll("histories") List<NotificationEvent> history) {
        var settled = new ArrayList<>(history);
        settled.add(FACTS.reported(200, 9, 9, DeliveryReport.FINISHED, Reason.REFUSED, "550"));

        assertThat(StatusPolicy.standing(known(settled)).settled()).isTrue();
    }

    @Property(tries = 2000)
    void aWishToCancelDecidesNothing(@ForAll("histories") List<NotificationEvent> history) {
        var wish = FACTS.cancelled(0);
        var others =
                history.stream().filter(fact -> !(fact instanceof NotificationCancelled)).toList();
        var wished = new ArrayList<NotificationEvent>(others);
        wished.add(wish);

        var standing = StatusPolicy.standing(known(wished));

        if (others.isEmpty()) {
            assertThat(standing.settled()).isFalse();
        } else {
            var without = StatusPolicy.standing(known(others));
            assertThat(standing.looksLike(without)).isTrue();
        }
    }

    @Property(tries = 2000)
    void onlyWhoStopsItMakesItCancelled(@ForAll("histories") List<NotificationEvent> history) {
        var standing = StatusPolicy.standing(known(history));

        assertThat(
                        standing.status() != PublicStatus.CANCELLED
                                || history.stream().anyMatch(StatusPolicyPropertiesTest::stops))
                .isTrue();
    }

    private static boolean stops(NotificationEvent fact) {
        return switch (fact) {
            case NotificationDeclined declined -> isAStop(declined.reason());
            case DeliveryReported reported -> isAStop(reported.reason());
            default -> false;
        };
    }

    private static boolean isAStop(@Nullable Reason reason) {
        return reason == Reason.CANCELLED || reason == Reason.ERASED;
    }

    @Provide
    Arbitrary<List<NotificationEvent>> histories() {
        var minute = Arbitraries.integers().between(0, 60);
        var reason = Arbitraries.of(Reason.class);
        Arbitrary<NotificationEvent> reported =
                Combinators.combine(
                                minute,
                                Arbitraries.integers().between(0, 2),
                                Arbitraries.integers().between(0, 3),
                                Arbitraries.of(DeliveryReport.class),
                                reason.injectNull(0.3),
                                Arbitraries.of("550 5.1.1", "452 4.2.2").injectNull(0.5))
                        .as(FACTS::reported);
        Arbitrary<NotificationEvent> other =
                Arbitraries.oneOf(
                        minute.map(FACTS::requested),
                        minute.map(FACTS::routed),
                        minute.map(FACTS::cancelled),
                        Combinators.combine(minute, Arbitraries.of(Overdue.class))
                                .as(FACTS::overdue),
                        Combinators.combine(minute, reason).as(FACTS::declined),
                        Combinators.combine(minute, Arbitraries.of(Response.class))
                                .as(FACTS::responded));
        return Arbitraries.oneOf(reported, reported, other)
                .list()
                .ofMinSize(1)
                .ofMaxSize(12)
                .map(StatusPolicyPropertiesTest::withoutRetellings);
    }

    /** A fact that is told again is the same fact, with the same time. */
    private static List<NotificationEvent> withoutRetellings(List<NotificationEvent> drawn) {
        var distinct = new LinkedHashMap<UUID, NotificationEvent>();
        drawn.forEach(fact -> distinct.putIfAbsent(Facts.remembered(fact).id(), fact));
        return List.copyOf(distinct.values());
    }

    /** What the database makes of it: each fact once, as it came first. */
    private static List<TimelineEvent> known(List<NotificationEvent> told) {
        var known = new LinkedHashMap<UUID, TimelineEvent>();
        told.stream().map(Facts::remembered).forEach(fact -> known.putIfAbsent(fact.id(), fact));
        return List.copyOf(known.values());
    }
}
