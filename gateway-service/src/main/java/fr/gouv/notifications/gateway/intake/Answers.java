package fr.gouv.notifications.gateway.intake;

import fr.gouv.notifications.contracts.Fact;
import fr.gouv.notifications.contracts.SubmissionRefused;
import fr.gouv.notifications.eventing.FactPublisher;
import fr.gouv.notifications.eventing.StatusTopics;
import fr.gouv.notifications.gateway.problem.Fault;
import fr.gouv.notifications.gateway.problem.Problem;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** Tells a service, on its status topic, what became of its submissions. */
@ApplicationScoped
class Answers {

    private static final Logger LOG = Logger.getLogger(Answers.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Names of fields that a template or this platform has; others might be anything. */
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{M}0-9_.'’\\[\\] -]{1,120}");

    private static final Pattern MANY_DIGITS = Pattern.compile("[0-9]{6}");

    private final FactPublisher publisher;
    private final StatusTopics topics;
    private final MeterRegistry metrics;

    Answers(FactPublisher publisher, StatusTopics topics, MeterRegistry metrics) {
        this.publisher = publisher;
        this.topics = topics;
        this.metrics = metrics;
    }

    /**
     * Returns when the broker has all of them, or when the service has no topic on which to hear them.
     */
    void tell(String service, List<? extends Fact> answers) {
        if (answers.isEmpty()) {
            return;
        }
        if (!topics.exists(service)) {
            metrics.counter("notifications.intake.unanswered").increment(answers.size());
            LOG.warnf(
                    "%d answers to %s are not told: it has no status topic",
                    answers.size(), service);
            return;
        }
        publisher.publishAllAndWait(answers, PATIENCE);
    }

    /** The problem as it is told: a topic is read for days, so it quotes even less than an answer. */
    static SubmissionRefused.Problem told(Problem problem) {
        var faults = problem.errors() == null ? List.<Fault>of() : problem.errors();
        var isHarmless = faults.stream().allMatch(fault -> isName(fault.field()));
        return new SubmissionRefused.Problem(
                problem.type(),
                problem.title(),
                problem.status(),
                isHarmless ? problem.detail() : faults.size() + " problems: see errors",
                faults.stream()
                        .map(
                                fault ->
                                        new SubmissionRefused.Fault(
                                                isName(fault.field()) ? fault.field() : "…",
                                                fault.code(),
                                                fault.problem(),
                                                fault.remedy()))
                        .toList());
    }

    private static boolean isName(String field) {
        return NAME.matcher(field).matches() && !MANY_DIGITS.matcher(field).find();
    }
}
