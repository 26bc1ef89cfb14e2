package fr.gouv.notifications.dispatch.email;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.dispatch.delivery.Message;
import fr.gouv.notifications.dispatch.delivery.Outcome;
import fr.gouv.notifications.dispatch.delivery.Routes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * All relays of this platform. A message goes to one of them by its weight; while it cannot have been
 * taken, the next one may have it within the same attempt.
 */
final class Relays implements AutoCloseable {

    /** The name of the relay that the settings without a name describe. */
    static final String FIRST = "smtp";

    /** What stands for all relays together, when there are several. */
    private static final String ALL = "relays";

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{1,30}");

    /** With one more relay after this, the attempt would outlast its lease. */
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private final List<Relay> relays;
    private final Routes routes;

    Relays(SmtpConfig config, Routes routes) {
        var all = new ArrayList<Relay>();
        all.add(new Relay(FIRST, config));
        config.relays().forEach((name, one) -> all.add(new Relay(checked(name), one)));
        this.relays = List.copyOf(all);
        this.routes = routes;
        if (relays.size() > 1) {
            routes.watch(Channel.EMAIL, relays);
        }
    }

    private static String checked(String name) {
        if (!NAME.matcher(name).matches() || name.equals(FIRST) || name.equals(ALL)) {
            throw new IllegalArgumentException(
                    ("dispatch.smtp.relays.%s: a relay is named by 2 to 31 lower-case letters, digits"
                                    + " and hyphens, and not '%s' or '%s', which stand for the first"
                                    + " relay and for all of them")
                            .formatted(name, FIRST, ALL));
        }
        return name;
    }

    /** The only relay, or the name that stands for all. */
    String provider() {
        return relays.size() == 1 ? FIRST : ALL;
    }

    /** Whether any relay can be reached now that is not paused. */
    boolean answer() {
        return relays.stream()
                .filter(relay -> relays.size() == 1 || !routes.isPaused(Channel.EMAIL, relay))
                .anyMatch(Relay::answers);
    }

    /** Offers it to one relay after the other, until one takes it, refuses it, or may have taken it. */
    Outcome offer(ComposedMail mail, Message message) {
        if (relays.size() == 1) {
            return relays.getFirst().offer(mail).outcome();
        }
        var usable = routes.usable(preferred(message), Channel.EMAIL, message);
        var began = System.nanoTime();
        var failed = new ArrayList<Outcome>();
        var busy = new ArrayList<Relay>();
        for (var relay : usable) {
            if (System.nanoTime() - began > PATIENCE.toNanos()) {
                break;
            }
            var offer = relay.offerNow(mail);
            if (offer.isEmpty()) {
                routes.passedOver(relay, message);
                busy.add(relay);
                continue;
            }
            routes.heard(relay, message, offer.get().outcome());
            if (!offer.get().isForAnother()) {
                return offer.get().outcome();
            }
            failed.add(offer.get().outcome());
        }
        return busy.isEmpty() ? worst(failed) : waited(busy.getFirst(), mail, message);
    }

    private Outcome waited(Relay relay, ComposedMail mail, Message message) {
        var offer = relay.offer(mail);
        routes.heard(relay, message, offer.outcome());
        return offer.outcome();
    }

    private List<Relay> preferred(Message message) {
        return RelayPolicy.order(
                relays, Relay::weight, message.notificationId(), message.attempt());
    }

    /** That one relay is away says nothing of the channel while another one answers. */
    private static Outcome worst(List<Outcome> failed) {
        return failed.stream()
                .filter(outcome -> !(outcome instanceof Outcome.Unreachable))
                .findFirst()
                .or(() -> failed.stream().findFirst())
                .orElseGet(
                        () ->
                                new Outcome.Unreachable(
                                        Reason.PROVIDER_UNREACHABLE,
                                        new Outcome.Answer("no-relay", null)));
    }

    @Override
    public void close() {
        relays.forEach(Relay::close);
    }
}
