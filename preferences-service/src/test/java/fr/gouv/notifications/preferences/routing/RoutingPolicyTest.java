package fr.gouv.notifications.preferences.routing;

import static fr.gouv.notifications.contracts.Channel.EMAIL;
import static fr.gouv.notifications.contracts.Channel.LETTER;
import static fr.gouv.notifications.contracts.Channel.SMS;
import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.contracts.Category;
import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Removal;
import fr.gouv.notifications.preferences.routing.RoutingPolicy.Circumstances;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoutingPolicyTest {

    private static final Set<Channel> ALL = Set.of(EMAIL, SMS, LETTER);
    private static final Circumstances NOTHING_IN_THE_WAY =
            new Circumstances(Set.of(), Set.of(), Set.of(), ALL, ALL);

    private final Requests requests = new Requests("caf-92");

    @Test
    void keepsTheOrderOfTheRequest() {
        var request = requests.optional(SMS, EMAIL, LETTER);

        var route = RoutingPolicy.route(request, NOTHING_IN_THE_WAY, Requests.NOW);

        assertThat(route)
                .isEqualTo(
                        new Route.Through(
                                List.of(SMS, EMAIL, LETTER), request.occurredAt(), List.of()));
    }

    @Test
    void atOnceIsAtOnceEvenIfTheClockOfTheGatewayIsAhead() {
        var heard = Requests.NOW.minus(Duration.ofMinutes(2));

        var route = RoutingPolicy.route(requests.optional(EMAIL), NOTHING_IN_THE_WAY, heard);

        assertThat(route).isEqualTo(new Route.Through(List.of(EMAIL), heard, List.of()));
    }

    @Test
    void triesAChannelOnce() {
        var route =
                RoutingPolicy.route(
                        requests.optional(EMAIL, EMAIL), NOTHING_IN_THE_WAY, Requests.NOW);

        assertThat(route)
                .isInstanceOfSatisfying(
                        Route.Through.class,
                        through -> assertThat(through.channels()).containsExactly(EMAIL));
    }

    @Test
    void keepsTheReasonOfEveryRemoval() {
        var circumstances =
                new Circumstances(
                        Set.of(SMS),
                        Set.of(),
                        Set.of(),
                        Set.of(EMAIL, SMS),
                        Set.of(EMAIL, SMS, LETTER));

        var route =
                RoutingPolicy.route(
                        requests.optional(SMS, EMAIL, LETTER), circumstances, Requests.NOW);

        assertThat(route)
                .isInstanceOfSatisfying(
                        Route.Through.class,
                        through -> {
                            assertThat(through.channels()).containsExactly(EMAIL);
                            assertThat(through.removed())
                                    .containsExactly(
                                            new Removal(SMS, Reason.OPTED_OUT),
                                            new Removal(LETTER, Reason.CHANNEL_NOT_OFFERED));
                        });
    }

    @Test
    void declinesWhatTheCitizenRefuses() {
        var circumstances =
                new Circumstances(ALL, Set.of(), Set.of(), Set.of(EMAIL), Set.of(EMAIL));

        var route = RoutingPolicy.route(requests.optional(EMAIL, SMS), circumstances, Requests.NOW);

        assertThat(route)
                .isEqualTo(
                        new Route.Nowhere(
                                Reason.OPTED_OUT,
                                List.of(
                                        new Removal(EMAIL, Reason.OPTED_OUT),
                                        new Removal(SMS, Reason.OPTED_OUT))));
    }

    @Test
    void sendsAMandatoryMessageInSpiteOfARefusal() {
        var circumstances =
                new Circumstances(ALL, Set.of(), Set.of(), Set.of(EMAIL), Set.of(EMAIL));

        var route = RoutingPolicy.route(requests.mandatory(EMAIL), circumstances, Requests.NOW);

        assertThat(route).isInstanceOf(Route.Through.class);
    }

    @Test
    void needsAnAddressEvenForAMandatoryMessage() {
        var circumstances =
                new Circumstances(Set.of(), Set.of(), Set.of(), Set.of(EMAIL), Set.of());

        var route =
                RoutingPolicy.route(requests.mandatory(EMAIL, SMS), circumstances, Requests.NOW);

        assertThat(route)
                .isInstanceOfSatisfying(
                        Route.Nowhere.class,
                        nowhere -> assertThat(nowhere.reason()).isEqualTo(Reason.NO_ADDRESS));
    }

    @Test
    void goesRoundADeadAddress() {
        var circumstances = new Circumstances(Set.of(), Set.of(), Set.of(EMAIL), ALL, ALL);

        var route =
                RoutingPolicy.route(requests.mandatory(EMAIL, SMS), circumstances, Requests.NOW);

        assertThat(route)
                .isInstanceOfSatisfying(
                        Route.Through.class,
                        through -> {
                            assertThat(through.channels()).containsExactly(SMS);
                            assertThat(through.removed())
                                    .containsExactly(new Removal(EMAIL, Reason.SUPPRESSED_ADDRESS));
                        });
    }

    @Test
    void declinesEvenAMandatoryMessageWhenTheOnlyAddressIsDead() {
        var circumstances =
                new Circumstances(Set.of(), Set.of(), Set.of(EMAIL), Set.of(EMAIL), Set.of(EMAIL));

        var route =
                RoutingPolicy.route(requests.mandatory(EMAIL, SMS), circumstances, Requests.NOW);

        assertThat(route)
                .isEqualTo(
                        new Route.Nowhere(
                                Reason.SUPPRESSED_ADDRESS,
                                List.of(
                                        new Removal(EMAIL, Reason.SUPPRESSED_ADDRESS),
                                        new Removal(SMS, Reason.CHANNEL_NOT_OFFERED))));
    }

    @Test
    void aComplaintStopsOptionalMessagesAndNoOther() {
        var circumstances = new Circumstances(Set.of(), Set.of(EMAIL), Set.of(), ALL, ALL);

        var optional = RoutingPolicy.route(requests.optional(EMAIL), circumstances, Requests.NOW);
        var due = RoutingPolicy.route(requests.mandatory(EMAIL), circumstances, Requests.NOW);

        assertThat(optional)
                .isEqualTo(
                        new Route.Nowhere(
                                Reason.SUPPRESSED_ADDRESS,
                                List.of(new Removal(EMAIL, Reason.SUPPRESSED_ADDRESS))));
        assertThat(due).isInstanceOf(Route.Through.class);
    }

    @Test
    void blamesThePlatformWhenItOffersNoneOfTheChannels() {
        var circumstances =
                new Circumstances(Set.of(), Set.of(), Set.of(), Set.of(EMAIL), Set.of(EMAIL));

        var route = RoutingPolicy.route(requests.optional(SMS), circumstances, Requests.NOW);

        assertThat(route)
                .isEqualTo(
                        new Route.Nowhere(
                                Reason.CHANNEL_NOT_OFFERED,
                                List.of(new Removal(SMS, Reason.CHANNEL_NOT_OFFERED))));
    }

    @Test
    void declinesWhatComesTooLate() {
        var request = requests.of(Category.MANDATORY, null, EMAIL);

        var route = RoutingPolicy.route(request, NOTHING_IN_THE_WAY, request.expiresAt());

        assertThat(route).isEqualTo(new Route.Nowhere(Reason.EXPIRED, List.of()));
    }

    @Test
    void declinesWhatExpiresBeforeItMayLeave() {
        var request = requests.of(Category.MANDATORY, Requests.NOW.plus(Duration.ofDays(9)), EMAIL);

        var route = RoutingPolicy.route(request, NOTHING_IN_THE_WAY, Requests.NOW);

        assertThat(route).isEqualTo(new Route.Nowhere(Reason.EXPIRED, List.of()));
    }

    @Test
    void leavesNotBeforeItsTime() {
        var notBefore = Requests.NOW.plusSeconds(600);
        var request = requests.of(Category.OPTIONAL, notBefore, EMAIL);

        var route = RoutingPolicy.route(request, NOTHING_IN_THE_WAY, Requests.NOW);

        assertThat(route)
                .isInstanceOfSatisfying(
                        Route.Through.class,
                        through -> assertThat(through.notBefore()).isEqualTo(notBefore));
    }
}
