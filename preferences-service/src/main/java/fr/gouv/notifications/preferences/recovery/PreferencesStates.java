package fr.gouv.notifications.preferences.recovery;

import fr.gouv.notifications.eventing.OpenState;
import fr.gouv.notifications.eventing.OpenStates;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

/** The states of preferences; {@code docs/reliability.md} shows the same table. */
@ApplicationScoped
class PreferencesStates implements OpenStates {

    @Override
    public List<OpenState> open() {
        return List.of();
    }

    @Override
    public Set<String> settled() {
        return Set.of();
    }

    @Override
    public Set<String> lasting() {
        return Set.of("contact", "opt_out", "suppression", "suppression_hit", "suppression_lift");
    }
}
