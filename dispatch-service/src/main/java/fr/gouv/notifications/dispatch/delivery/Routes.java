package fr.gouv.notifications.dispatch.delivery;

import fr.gouv.notifications.contracts.Channel;
import java.util.List;

/**
 * Which of several routes of a carrier may be used now. Each has a breaker of its own: one that does not
 * work costs no message, for the next one takes its place; when none works, the breaker of the channel
 * holds all messages back.
 */
public interface Routes {

    /** Cares for these from now on. Called once, by a carrier that has more than one. */
    void watch(Channel channel, List<? extends Route> routes);

    /**
     * Those that may take this message, the best first. One that is being tried again gets a message
     * that would go there anyway. When none works, all that are not paused: whether messages are worth
     * an attempt then is for the breaker of the channel to say.
     *
     * @param preferred all routes of the channel, in the order in which they would be used
     */
    <R extends Route> List<R> usable(List<R> preferred, Channel channel, Message message);

    /** Takes note of what came of offering a message to a route. */
    void heard(Route route, Message message, Outcome outcome);

    /** It was not offered this message after all: if it was to be tried with it, another one will be. */
    void passedOver(Route route, Message message);

    /** Whether nothing may be handed to this route, in no lane. */
    boolean isPaused(Channel channel, Route route);
}
