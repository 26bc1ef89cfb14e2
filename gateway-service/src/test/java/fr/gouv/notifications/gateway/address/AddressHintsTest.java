package fr.gouv.notifications.gateway.address;

import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.gateway.address.AddressConfig.Doubts;
import fr.gouv.notifications.gateway.dns.Dns;
import fr.gouv.notifications.gateway.problem.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AddressHintsTest {

    private static final Duration LONG = Duration.ofSeconds(10);

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<Fault> faults = new ArrayList<>();

    @Test
    void tellsThatADomainTakesNoMail() {
        var hints = hints(Doubts.TELL);
        learn(hints, "zoe@Nowhere.fr");

        assertThat(hints.about("to.email", "zoe@nowhere.fr", faults))
                .singleElement()
                .satisfies(
                        hint -> {
                            assertThat(hint.code()).isEqualTo("domain-without-mail");
                            assertThat(hint.sentence()).contains("nowhere.fr").contains("existe");
                        });
        assertThat(faults).isEmpty();
    }

    @Test
    void refusesItWhereThatIsWanted() {
        var hints = hints(Doubts.REFUSE);
        learn(hints, "zoe@nowhere.fr");

        assertThat(hints.about("to.email", "zoe@nowhere.fr", faults)).isEmpty();
        assertThat(faults)
                .singleElement()
                .satisfies(
                        fault -> {
                            assertThat(fault.code()).isEqualTo("domain-without-mail");
                            assertThat(fault.toString()).doesNotContain("nowhere");
                        });
    }

    @Test
    void saysAndAsksNothingWhereItIsIgnored() {
        var hints = hints(Doubts.IGNORE);
        learn(hints, "zoe@nowhere.fr");

        assertThat(asked).isEmpty();
        assertThat(hints.about("to.email", "zoe@nowhere.fr", faults)).isEmpty();
        assertThat(faults).isEmpty();
    }

    @Test
    void doubtsNothingThatWasNotLearned() {
        assertThat(hints(Doubts.REFUSE).about("to.email", "zoe@nowhere.fr", faults)).isEmpty();
        assertThat(faults).isEmpty();
    }

    @Test
    void asksOnceForADomainAndNeverForAWellKnownOneOrForWhatIsNoAddress() {
        learn(
                hints(Doubts.TELL),
                "zoe@nowhere.fr",
                "max@NOWHERE.fr",
                "zoe@gmail.com",
                "nobody",
                "a@b.fr;c@d.fr");

        assertThat(asked).containsExactly("nowhere.fr");
    }

    @Test
    void asksForFilesOnlyWhereTheAnswerMatters() {
        hints(Doubts.TELL).learnRefusals(Stream.of("zoe@nowhere.fr")).await().atMost(LONG);
        assertThat(asked).isEmpty();

        hints(Doubts.REFUSE).learnRefusals(Stream.of("zoe@nowhere.fr")).await().atMost(LONG);
        assertThat(asked).containsExactly("nowhere.fr");
    }

    private static void learn(AddressHints hints, String... addresses) {
        hints.learn(Stream.of(addresses)).await().atMost(LONG);
    }

    private AddressHints hints(Doubts withoutMail) {
        var domains =
                new MailDomains(
                        (name, _) -> {
                            asked.add(name);
                            return Dns.Answer.of(Dns.Status.NO_NAME);
                        },
                        LONG,
                        () -> Instant.parse("2026-11-27T10:00:00Z"));
        return new AddressHints(new Wishes(withoutMail), domains);
    }

    private record Wishes(Doubts withoutMail) implements AddressConfig {

        @Override
        public Doubts doubts() {
            return Doubts.TELL;
        }

        @Override
        public Optional<String> resolver() {
            return Optional.empty();
        }

        @Override
        public Duration patience() {
            return LONG;
        }
    }
}
