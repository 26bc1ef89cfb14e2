package fr.gouv.notifications.dispatch.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.gouv.notifications.contracts.BreakerChanged;
import fr.gouv.notifications.contracts.BreakerState;
import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.DeliveryReported;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.NotificationRouted;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.contracts.Words;
import fr.gouv.notifications.dispatch.email.ScriptedRelay;
import fr.gouv.notifications.dispatch.pause.Pauses;
import fr.gouv.notifications.eventing.Envelope;
import fr.gouv.notifications.eventing.KeyRing;
import fr.gouv.notifications.eventing.UnreadableRecord;
import fr.gouv.notifications.eventing.testing.FactTap;
import fr.gouv.notifications.eventing.testing.PlatformResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PlatformResource.class)
@QuarkusTestResource(RelayResource.class)
class BreakerTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @Inject KeyRing keys;
    @Inject MovedClock clock;
    @Inject Circuits circuits;
    @Inject Breakers breakers;
    @Inject Pauses pauses;
    @Inject DeliveryConfig config;
    @Inject MeterRegistry metrics;

    @Inject @All List<Carrier> carriers;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrap;

    @SuppressWarnings("NullAway.Init") // set by RelayResource
    ScriptedRelay relay;

    private FactTap tap;
    private int before;

    @BeforeEach
    void listen() {
        awaitClosed();
        tap = new FactTap(bootstrap, Topics.DELIVERY_REPORTED, Topics.BREAKER_CHANGED);
        await("all earlier changes are heard")
                .atMost(LONG)
                .until(() -> lastTold() == lastWritten());
        before = changes().size();
    }

    @AfterEach
    void hangUp() {
        relay.forget();
        awaitClosed();
        tap.close();
    }

    @Test
    void aRelayThatAnswersEveryConnectionAndFailsEveryMessageIsTriedWithOneMessageAtATime() {
        relay.always("MAIL", "451 4.3.0 disk full");
        var plans = send(60);
        await().atMost(LONG).until(() -> circuits.isOpen(Channel.EMAIL));
        await().atMost(LONG)
                .until(() -> states().contains(BreakerState.HALF_OPEN) && states().size() >= 3);

        assertThat(attempted(plans)).isLessThan(60);
        await("what was being handed over has ended")
                .atMost(LONG)
                .untilAsserted(() -> assertThat(states().getLast()).isEqualTo(BreakerState.OPEN));

        // It is probed again and again, and each probe costs one attempt.
        var probes = probes();
        var mails = mails();
        for (var i = 1; i <= 3; i++) {
            var more = probes + i;
            clock.advance(config.longestProbePause());
            await().atMost(LONG)
                    .until(() -> probes() >= more && states().getLast() == BreakerState.OPEN);
        }
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(mails() - mails).isBetween(1L, probes() - probes));

        relay.forget();
        clock.advance(config.longestProbePause());
        awaitClosed();
        // In steps shorter than a lease: a jump would take the attempts under way for abandoned.
        await().atMost(LONG)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(
                        () -> {
                            clock.advance(Duration.ofSeconds(20));
                            assertThat(reports(plans))
                                    .hasSize(plans.size())
                                    .allSatisfy(
                                            reports ->
                                                    assertThat(reports)
                                                            .extracting(DeliveryReported::report)
                                                            .containsOnlyOnce(
                                                                    DeliveryReport.DELIVERED));
                        });
        assertThat(states().getFirst()).isEqualTo(BreakerState.OPEN);
        assertThat(states()).contains(BreakerState.HALF_OPEN);
        assertThat(states().getLast()).isEqualTo(BreakerState.CLOSED);
        assertThat(changes().get(before).why()).isEqualTo("half-of-the-messages-failed");
    }

    @Test
    void anotherReplicaHoldsWhatThisOneFoundBroken() {
        var other = new Circuits(carriers, breakers, config, clock, new SimpleMeterRegistry());
        assertThat(other.isOpen(Channel.EMAIL)).isFalse();
        relay.hangUp();
        relay.always("HI", "421 4.3.2 closing");
        send(10);
        await().atMost(LONG).until(() -> circuits.isOpen(Channel.EMAIL));

        await().atMost(LONG)
                .until(
                        () -> {
                            other.care();
                            return other.isOpen(Channel.EMAIL);
                        });
        assertThat(metrics.get("notifications.dispatch.breaker").tag("provider", "smtp").gauge())
                .matches(gauge -> gauge.value() > 0);

        relay.forget();
        awaitClosed();
        await().atMost(LONG)
                .until(
                        () -> {
                            other.care();
                            return !other.isOpen(Channel.EMAIL);
                        });
    }

    @Test
    void ofTwoReplicasOneProbes() {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var opened = breakers.open("probed", Channel.LETTER, "provider-unreachable", now);
        assertThat(opened).isPresent();
        assertThat(breakers.open("probed", Channel.LETTER, "provider-unreachable", now)).isEmpty();
        assertThat(breakers.probe("probed", Channel.LETTER, now, now.plusSeconds(60))).isEmpty();
        var later = now.plusSeconds(2);

        var one = breakers.probe("probed", Channel.LETTER, later, later.plusSeconds(60));
        var two = breakers.probe("probed", Channel.LETTER, later, later.plusSeconds(60));

        assertThat(one).isPresent();
        assertThat(two).isEmpty();
        // Its holder died: another one probes, and the outcome of the first counts no more.
        var taken =
                breakers.probe(
                        "probed", Channel.LETTER, later.plusSeconds(61), later.plusSeconds(90));
        assertThat(taken).isPresent();
        assertThat(breakers.close(one.orElseThrow(), later)).isEmpty();
        var failed = breakers.failed(taken.orElseThrow(), config.longestProbePause(), later);
        assertThat(failed.orElseThrow().nextProbe()).isEqualTo(later.plusSeconds(2));
        assertThat(failed.orElseThrow().since()).isEqualTo(opened.orElseThrow().since());
        var last =
                breakers.probe(
                        "probed", Channel.LETTER, later.plusSeconds(3), later.plusSeconds(9));
        assertThat(breakers.close(last.orElseThrow(), later).orElseThrow().why()).isNull();
    }

    @Test
    void aTrialWhoseMessageWasNeverAttemptedDoesNotHoldTheProviderForEver() {
        var carrier = new Answering("vanished");
        var replica =
                new Circuits(List.of(carrier), breakers, config, clock, new SimpleMeterRegistry());
        breakers.open("vanished", Channel.LETTER, "provider-unreachable", clock.instant());
        clock.advance(Duration.ofSeconds(2));
        replica.care();
        assertThat(replica.takeTrial()).contains(Channel.LETTER);
        replica.begin(Channel.LETTER, UUID.randomUUID());
        replica.care();
        assertThat(replica.takeTrial()).isEmpty();

        clock.advance(Duration.ofMinutes(4));
        replica.care();

        assertThat(replica.takeTrial()).contains(Channel.LETTER);
        replica.giveBack(Channel.LETTER);
        clock.advance(Duration.ofSeconds(6));
        replica.care();
        assertThat(replica.isOpen(Channel.LETTER)).isFalse();
    }

    @Test
    void aProviderWhoseMessagesArePausedIsNotBelievedUntried() {
        var carrier = new Answering("resting");
        var replica =
                new Circuits(List.of(carrier), breakers, config, clock, new SimpleMeterRegistry());
        breakers.open("resting", Channel.LETTER, "provider-unreachable", clock.instant());
        clock.advance(Duration.ofSeconds(2));
        replica.care();
        for (var i = 0; i < 4; i++) {
            clock.advance(Duration.ofSeconds(3));
            assertThat(replica.takeTrial()).contains(Channel.LETTER);
            replica.putOff(Channel.LETTER);
            replica.care();
        }
        assertThat(replica.isOpen(Channel.LETTER)).isTrue();

        // Resumed, and nothing is there to try.
        clock.advance(Duration.ofSeconds(6));
        replica.care();
        assertThat(replica.isOpen(Channel.LETTER)).isFalse();
    }

    @Test
    void aReplicaThatStopsDuringATrialLeavesItToTheOthers() {
        var carrier = new Answering("left");
        var stopping =
                new Circuits(List.of(carrier), breakers, config, clock, new SimpleMeterRegistry());
        var other =
                new Circuits(List.of(carrier), breakers, config, clock, new SimpleMeterRegistry());
        breakers.open("left", Channel.LETTER, "provider-unreachable", clock.instant());
        clock.advance(Duration.ofSeconds(2));
        stopping.care();
        assertThat(stopping.takeTrial()).contains(Channel.LETTER);
        stopping.begin(Channel.LETTER, UUID.randomUUID());

        stopping.stop();

        clock.advance(config.longestProbePause());
        other.care();
        assertThat(other.takeTrial()).contains(Channel.LETTER);
        other.giveBack(Channel.LETTER);
        clock.advance(Duration.ofSeconds(6));
        other.care();
        assertThat(other.isOpen(Channel.LETTER)).isFalse();
    }

    @Test
    void theBreakerOfAProviderThatWasReplacedHoldsNobody() {
        var opened =
                breakers.open("former", Channel.LETTER, "provider-unreachable", clock.instant());
        var replica =
                new Circuits(
                        List.of(new Answering("latter")),
                        breakers,
                        config,
                        clock,
                        new SimpleMeterRegistry());

        replica.care();

        assertThat(opened).isPresent();
        assertThat(replica.isOpen(Channel.LETTER)).isFalse();
        var later = clock.instant().plusSeconds(2);
        var probed = breakers.probe("former", Channel.LETTER, later, later.plusSeconds(1));
        assertThat(breakers.close(probed.orElseThrow(), later)).isPresent();
    }

    @Test
    void aRouteThatDoesNotWorkIsPassedOverUntilOneMessageThatWouldGoThereAnywayWasTaken() {
        var away = new Way("away");
        var works = new Way("works");
        var here = watching(away, works);
        var other = watching(away, works);
        var all = List.of(away, works);

        for (var i = 0; i < config.holdAfter(); i++) {
            assertThat(here.usable(all, Channel.LETTER, message())).isEqualTo(all);
            here.heard(away, message(), unreachable());
        }
        assertThat(here.usable(all, Channel.LETTER, message())).containsExactly(works);
        other.care();
        assertThat(other.usable(all, Channel.LETTER, message())).containsExactly(works);

        // It answers again: one message is tried, and only one that prefers it.
        var tried = message();
        await().atMost(LONG)
                .until(
                        () -> {
                            // In steps shorter than an unused trial lasts. On a slow machine the
                            // other one may hold a trial, until it lapses.
                            clock.advance(Duration.ofSeconds(4));
                            here.care();
                            return here.usable(all, Channel.LETTER, tried).equals(all);
                        });
        assertThat(here.usable(all, Channel.LETTER, message())).containsExactly(works);
        here.heard(away, tried, new Outcome.HandedOver("250", "away/1"));

        assertThat(here.usable(all, Channel.LETTER, message())).isEqualTo(all);
        other.care();
        assertThat(other.usable(all, Channel.LETTER, message())).isEqualTo(all);
        assertThat(told("away"))
                .containsExactly(BreakerState.OPEN, BreakerState.HALF_OPEN, BreakerState.CLOSED);
        here.stop(new ShutdownEvent());
        other.stop(new ShutdownEvent());
    }

    @Test
    void whenNoRouteWorksTheyAreTriedAsTheChannelIsAndOneThatTakesAMessageWorksAgain() {
        var one = new Way("one-down");
        var two = new Way("two-down");
        var here = watching(one, two);
        var all = List.of(one, two);
        for (var i = 0; i < config.holdAfter(); i++) {
            all.forEach(way -> here.heard(way, message(), unreachable()));
        }

        assertThat(here.usable(all, Channel.LETTER, message())).isEqualTo(all);
        here.heard(two, message(), new Outcome.HandedOver("250", "two-down/1"));

        assertThat(here.usable(all, Channel.LETTER, message())).containsExactly(two);
        clock.advance(Duration.ofSeconds(2));
        here.care();
        await().atMost(LONG).until(() -> here.usable(all, Channel.LETTER, message()).equals(all));
        here.stop(new ShutdownEvent());
        await().atMost(LONG).until(() -> told("one-down").contains(BreakerState.HALF_OPEN));
    }

    private RouteBreakers watching(Way... ways) {
        var routes = new RouteBreakers(breakers, pauses, config, clock, new SimpleMeterRegistry());
        routes.watch(Channel.LETTER, List.of(ways));
        return routes;
    }

    private List<BreakerState> told(String provider) {
        await("all changes of " + provider + " are told")
                .atMost(LONG)
                .until(
                        () ->
                                changesOf(provider).size()
                                        == breakers.all().stream()
                                                .filter(it -> it.provider().equals(provider))
                                                .mapToLong(Breaker::version)
                                                .sum());
        return changesOf(provider).stream().map(BreakerChanged::state).toList();
    }

    private static Outcome unreachable() {
        return new Outcome.Unreachable(Reason.PROVIDER_UNREACHABLE, Outcome.Answer.NONE);
    }

    private static Message message() {
        return new Message(
                UUID.randomUUID(),
                1,
                "caf-92",
                Lane.BULK,
                "ines@boite.test",
                new Words("CAF", null, null, null, null),
                "7KQ2M9XPA");
    }

    /** A route that can always be reached. */
    private record Way(String name) implements Route {

        @Override
        public boolean answers() {
            return true;
        }
    }

    /** Can be reached, and is handed nothing. */
    private record Answering(String provider) implements Carrier {

        @Override
        public Channel channel() {
            return Channel.LETTER;
        }

        @Override
        public Outcome carry(Message message) {
            throw new IllegalStateException("no message is for " + provider);
        }

        @Override
        public boolean answers() {
            return true;
        }
    }

    private List<NotificationRouted> send(int many) {
        var plans =
                IntStream.range(0, many)
                        .mapToObj(
                                _ ->
                                        new PlanBuilder(keys, clock.instant())
                                                .in(Lane.BULK)
                                                .to(Channel.EMAIL, PlanBuilder.newAddress())
                                                .build())
                        .toList();
        plans.forEach(tap::tell);
        return plans;
    }

    private long probes() {
        return states().stream().filter(BreakerState.HALF_OPEN::equals).count();
    }

    /** How often the relay was offered a message. */
    private long mails() {
        return relay.lines().stream().filter(line -> line.startsWith("MAIL")).count();
    }

    private long attempted(List<NotificationRouted> plans) {
        return reports(plans).stream().mapToLong(List::size).sum();
    }

    private List<List<DeliveryReported>> reports(List<NotificationRouted> plans) {
        var facts = tap.factsByKey(DeliveryReported.class);
        return plans.stream()
                .map(routed -> facts.get(routed.notificationId().toString()))
                .filter(Objects::nonNull)
                .toList();
    }

    private List<BreakerState> states() {
        return changes().stream().skip(before).map(BreakerChanged::state).toList();
    }

    private List<BreakerChanged> changes() {
        return changesOf("smtp");
    }

    private List<BreakerChanged> changesOf(String provider) {
        return tap.records().stream()
                .filter(record -> record.topic().equals(Topics.BREAKER_CHANGED))
                .map(
                        record -> {
                            try {
                                return (BreakerChanged) Envelope.open(record).fact();
                            } catch (UnreadableRecord e) {
                                throw new AssertionError(e.reason());
                            }
                        })
                .filter(changed -> changed.provider().equals(provider))
                .toList();
    }

    private long lastTold() {
        var changes = changes();
        return changes.isEmpty() ? 0 : changes.getLast().version();
    }

    private long lastWritten() {
        return breakers.all().stream()
                .filter(breaker -> breaker.provider().equals("smtp"))
                .mapToLong(Breaker::version)
                .findFirst()
                .orElse(0);
    }

    private void awaitClosed() {
        await().atMost(LONG).until(() -> !circuits.isOpen(Channel.EMAIL));
    }
}
