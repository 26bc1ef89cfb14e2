package fr.gouv.notifications.dispatch.email;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.dispatch.delivery.Message;
import fr.gouv.notifications.dispatch.delivery.Outcome;
import fr.gouv.notifications.dispatch.delivery.Route;
import fr.gouv.notifications.dispatch.delivery.Routes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Routes that may all be used but those that a test closes, and that remember what was heard of each. */
final class OpenRoutes implements Routes {

    final Set<String> closed = new HashSet<>();
    final List<String> heard = new ArrayList<>();

    @Override
    public void watch(Channel channel, List<? extends Route> routes) {
        // All work.
    }

    @Override
    public <R extends Route> List<R> usable(List<R> preferred, Channel channel, Message message) {
        return preferred.stream().filter(route -> !closed.contains(route.name())).toList();
    }

    @Override
    public synchronized void heard(Route route, Message message, Outcome outcome) {
        heard.add(route.name() + " " + outcome.getClass().getSimpleName());
    }

    @Override
    public void passedOver(Route route, Message message) {
        heard.add(route.name() + " passed over");
    }

    @Override
    public boolean isPaused(Channel channel, Route route) {
        return closed.contains(route.name());
    }
}
