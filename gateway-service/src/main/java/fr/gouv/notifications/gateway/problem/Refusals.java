package fr.gouv.notifications.gateway.problem;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

/** Counts what is refused, by the codes that were answered: words of ours, never a value. */
@ApplicationScoped
public class Refusals {

    private final MeterRegistry metrics;

    Refusals(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    /** Counts one refused request or record, once for each different thing that is wrong with it. */
    public void count(Problem problem) {
        var faults = problem.errors();
        if (faults == null || faults.isEmpty()) {
            increment(problem.type().substring(problem.type().lastIndexOf(':') + 1));
        } else {
            faults.stream().map(Fault::code).distinct().forEach(this::increment);
        }
    }

    private void increment(String code) {
        metrics.counter("notifications.refused", "code", code).increment();
    }
}
