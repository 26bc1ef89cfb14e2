package fr.gouv.notifications.dispatch.email;

import fr.gouv.notifications.dispatch.delivery.Hindrance;
import fr.gouv.notifications.dispatch.delivery.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.ToIntFunction;

/** Decides which relay takes a message, and whether another one may be offered it after a failure. */
final class RelayPolicy {

    private static final int CLOSING = 421;

    /** What relays say that cannot know us at the moment, or do not relay for us (RFC 4954, 6). */
    private static final int NOT_FOR_YOU = 454;

    /**
     * The relays in the order in which they are offered this message. Each comes first as often as its
     * weight says; the same attempt always gets the same order, on every replica (highest random
     * weight), and when a relay is left out, only its own messages change their place.
     */
    static <R> List<R> order(
            List<R> relays, ToIntFunction<R> weight, UUID notificationId, int attempt) {
        if (relays.size() < 2) {
            return relays;
        }
        var seed =
                notificationId.getMostSignificantBits()
                        ^ notificationId.getLeastSignificantBits()
                        ^ (attempt * 0x9E37_79B9_7F4A_7C15L);
        record Ranked<T>(T relay, double rank) {}
        var ranked = new ArrayList<Ranked<R>>(relays.size());
        for (var i = 0; i < relays.size(); i++) {
            var relay = relays.get(i);
            ranked.add(new Ranked<>(relay, rank(seed, i, weight.applyAsInt(relay))));
        }
        ranked.sort(Comparator.comparingDouble(Ranked::rank));
        return ranked.stream().map(Ranked::relay).toList();
    }

    /** The lowest wins: exponentially distributed, with the weight as its rate. */
    private static double rank(long seed, int position, int weight) {
        var mixed = mixed(seed + (position + 1) * 0xD1B5_4A32_D192_ED03L);
        var drawn = ((mixed >>> 11) + 1) * 0x1.0p-53;
        return weight <= 0 ? Double.MAX_VALUE * drawn : -Math.log(drawn) / weight;
    }

    /** Every bit of the result depends on every bit of the number (SplitMix64). */
    private static long mixed(long number) {
        var z = (number ^ (number >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }

    /**
     * Whether this message may be offered to another relay at once: it cannot have been taken, for its
     * closing dot was never sent, and the relay was at fault rather than the mailbox. Who asks us to be
     * slower is not asked again by another door.
     */
    static boolean isForAnother(SmtpSession.Result result) {
        return switch (result) {
            case SmtpSession.Result.Taken _ -> false;
            case SmtpSession.Result.Broken(var stage, _) -> stage != SmtpStage.END;
            case SmtpSession.Result.Refused(var stage, var reply) ->
                    switch (stage) {
                        case SENDER, CONTENT ->
                                !reply.isPermanent()
                                        || isAboutUs(SmtpAnswers.outcome(stage, reply));
                        case RECIPIENT -> isOfTheRelay(reply);
                        case END -> false;
                    };
        };
    }

    /** After a recipient was named: of the relay itself, or of the mailbox behind it. */
    private static boolean isOfTheRelay(SmtpReply reply) {
        var enhanced = reply.enhanced() == null ? "" : reply.enhanced();
        if (reply.code() == CLOSING
                || reply.code() == NOT_FOR_YOU
                || enhanced.startsWith("4.3.")
                || enhanced.startsWith("4.4.")) {
            return true;
        }
        var outcome = SmtpAnswers.outcome(SmtpStage.RECIPIENT, reply);
        return isAboutUs(outcome)
                || (outcome instanceof Outcome.Postponed(var hindrance, _)
                        && hindrance == Hindrance.FAULT);
    }

    /** It does not want to relay for us, or does not know us. */
    private static boolean isAboutUs(Outcome outcome) {
        return outcome instanceof Outcome.Unreachable
                || (outcome instanceof Outcome.Postponed(var hindrance, _)
                        && hindrance == Hindrance.OURSELVES);
    }

    private RelayPolicy() {}
}
