package fr.gouv.notifications.gateway.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.gouv.notifications.gateway.dns.Dns;
import fr.gouv.notifications.gateway.dns.JavaDns;
import fr.gouv.notifications.gateway.testing.TestDns;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a real DNS server says of domains, and a server that does not answer. */
@Timeout(20)
class MailDomainsTest {

    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(30);

    private final TestDns server = new TestDns();
    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-11-27T10:00:00Z"));
    private final MailDomains domains = new MailDomains(real(), LONG, now::get);

    private Dns real() {
        return JavaDns.by(Optional.of("127.0.0.1:" + server.port()));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aDomainWithAnExchangerTakesMail() {
        server.with("caf92.fr", "MX", "10 mx.caf92.fr.");

        assertThat(lookedUp("caf92.fr")).isEqualTo(Reception.TAKES_MAIL);
    }

    @Test
    void aDomainWithAnAddressIsItsOwnExchanger() {
        server.with("older.fr", "A", "192.0.2.1").with("newer.fr", "AAAA", "2001:db8::1");

        assertThat(lookedUp("older.fr")).isEqualTo(Reception.TAKES_MAIL);
        assertThat(lookedUp("newer.fr")).isEqualTo(Reception.TAKES_MAIL);
    }

    @Test
    void aNullExchangerTakesNoMailEvenWithAnAddress() {
        server.with("null.fr", "MX", "0 .").with("null.fr", "A", "192.0.2.1");

        assertThat(lookedUp("null.fr")).isEqualTo(Reception.NULL_MX);
    }

    @Test
    void aNullExchangerBesideARealOneCountsForNothing() {
        server.with("both.fr", "MX", "0 .").with("both.fr", "MX", "10 mx.both.fr.");

        assertThat(lookedUp("both.fr")).isEqualTo(Reception.TAKES_MAIL);
    }

    @Test
    void aDomainMayExistWithoutMailOrNotAtAll() {
        server.with("site.fr", "TXT", "only-words");

        assertThat(lookedUp("site.fr")).isEqualTo(Reception.NO_MAIL_SERVER);
        assertThat(lookedUp("nowhere.fr")).isEqualTo(Reception.NO_SUCH_DOMAIN);
    }

    @Test
    void aFailureOfTheServerIsNoFinding() {
        server.breaks("faulty.fr");

        assertThat(lookedUp("faulty.fr")).isEqualTo(Reception.UNKNOWN);
    }

    @Test
    void whatIsKnownIsAskedAgainOnlyAfterAWhile() {
        lookedUp("late.fr");
        server.with("late.fr", "MX", "10 mx.late.fr.");
        assertThat(lookedUp("late.fr")).isEqualTo(Reception.NO_SUCH_DOMAIN);
        assertThat(server.asked).containsExactly("late.fr");

        now.updateAndGet(it -> it.plus(Duration.ofMinutes(31)));
        assertThat(lookedUp("late.fr")).isEqualTo(Reception.TAKES_MAIL);

        now.updateAndGet(it -> it.plus(Duration.ofHours(5)));
        lookedUp("late.fr");
        assertThat(server.asked).hasSize(2);
    }

    @Test
    void namesOfExamplesAreNotAskedFor() {
        assertThat(lookedUp("citoyen.example")).isEqualTo(Reception.UNKNOWN);
        assertThat(server.asked).isEmpty();
    }

    @Test
    void whoeverIsTooEarlyGetsNoFindingAndTheNextOneDoes() {
        var answered = new CountDownLatch(1);
        var questions = new AtomicInteger();
        var slow =
                new MailDomains(
                        (_, _) -> {
                            questions.incrementAndGet();
                            hold(answered);
                            return Dns.Answer.of(Dns.Status.NO_NAME);
                        },
                        SHORT,
                        now::get);

        slow.lookUp(List.of("slow.fr")).await().atMost(LONG);
        slow.lookUp(List.of("slow.fr")).await().atMost(LONG);
        assertThat(slow.of("slow.fr")).isEqualTo(Reception.UNKNOWN);

        answered.countDown();
        await().until(() -> slow.of("slow.fr") == Reception.NO_SUCH_DOMAIN);
        assertThat(questions).hasValue(1);
    }

    @Test
    void nobodyWaitsWhileTheDnsIsAwayAndEverybodyAgainWhenItIsBack() {
        var answered = new CountDownLatch(1);
        var away =
                new MailDomains(
                        (name, kind) -> {
                            hold(answered);
                            return real().ask(name, kind);
                        },
                        SHORT,
                        now::get);
        for (var i = 0; i < 3; i++) {
            away.lookUp(List.of("domain" + i + ".fr")).await().atMost(LONG);
        }

        var answer = away.lookUp(List.of("domain3.fr")).subscribeAsCompletionStage();
        assertThat(answer).isDone();

        answered.countDown();
        await().until(() -> away.of("domain3.fr") == Reception.NO_SUCH_DOMAIN);
        assertThat(away.lookUp(List.of("domain4.fr")).subscribeAsCompletionStage())
                .satisfiesAnyOf(
                        it -> assertThat(it).isNotDone(),
                        it ->
                                assertThat(away.of("domain4.fr"))
                                        .isEqualTo(Reception.NO_SUCH_DOMAIN));
    }

    @Test
    void onlySoManyAreAskedForAtOnce() {
        var answered = new CountDownLatch(1);
        var questions = new AtomicInteger();
        var slow =
                new MailDomains(
                        (_, _) -> {
                            questions.incrementAndGet();
                            hold(answered);
                            return Dns.Answer.of(Dns.Status.FAILED);
                        },
                        SHORT,
                        now::get);
        for (var i = 0; i < 500; i++) {
            var _ = slow.lookUp(List.of("domain" + i + ".fr")).subscribeAsCompletionStage();
        }

        await().untilAsserted(() -> assertThat(questions).hasValue(64));
        answered.countDown();
    }

    @Test
    void aResolverThatThrowsIsNoFinding() {
        var broken =
                new MailDomains(
                        (_, _) -> {
                            throw new IllegalArgumentException("not a name");
                        },
                        LONG,
                        now::get);

        broken.lookUp(List.of("domain.fr")).await().atMost(LONG);

        assertThat(broken.of("domain.fr")).isEqualTo(Reception.UNKNOWN);
    }

    @Test
    void nobodyIsAskedWhenItIsOff() {
        var off = new MailDomains(null, LONG, now::get);

        assertThat(off.isOn()).isFalse();
        assertThat(off.lookUp(List.of("domain.fr")).subscribeAsCompletionStage()).isDone();
        assertThat(off.of("domain.fr")).isEqualTo(Reception.UNKNOWN);
    }

    private Reception lookedUp(String domain) {
        domains.lookUp(List.of(domain)).await().atMost(LONG);
        return domains.of(domain);
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
