package fr.gouv.notifications.preferences.citizen;

import fr.gouv.notifications.preferences.citizen.Problem.Fault;
import java.io.Serial;
import java.util.List;

/** What a service says about a citizen cannot be kept; names every fault at once. */
public final class InvalidInput extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    private final transient List<Fault> faults;

    InvalidInput(List<Fault> faults) {
        super("invalid input", null, false, false);
        this.faults = List.copyOf(faults);
    }

    Problem problem() {
        return Problem.invalid(faults);
    }
}
