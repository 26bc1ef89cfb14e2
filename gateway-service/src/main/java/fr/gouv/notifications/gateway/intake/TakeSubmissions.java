package fr.gouv.notifications.gateway.intake;

import fr.gouv.notifications.contracts.Fact;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.SubmissionAccepted;
import fr.gouv.notifications.eventing.Unavailable;
import fr.gouv.notifications.gateway.access.Tenant;
import fr.gouv.notifications.gateway.access.Tenants;
import fr.gouv.notifications.gateway.idempotency.IdempotencyKey;
import fr.gouv.notifications.gateway.problem.Fault;
import fr.gouv.notifications.gateway.problem.Problem;
import fr.gouv.notifications.gateway.problem.Refusals;
import fr.gouv.notifications.gateway.problem.Refused;
import fr.gouv.notifications.gateway.submission.AcceptedView;
import fr.gouv.notifications.gateway.submission.Submission;
import fr.gouv.notifications.gateway.submission.SubmitNotifications;
import fr.gouv.notifications.gateway.submission.Submitted;
import io.smallrye.mutiny.TimeoutException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Takes what one service submitted: the same checks, the same idempotency and the same acceptance as by
 * the API, and an answer to each on the service's status topic. Repeatable: a record that is seen again
 * is the same notification and gets the same answer.
 */
@ApplicationScoped
class TakeSubmissions {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** So many and so large that they, rendered and sealed, fit into the producer together. */
    private static final int MOST_AT_ONCE = 100;

    private static final int MOST_BYTES_AT_ONCE = 2 * 1024 * 1024;

    private static final int CONFLICT = 409;
    private static final int FAILURE = 500;

    private final Tenants tenants;
    private final SubmitNotifications submissions;
    private final Answers answers;
    private final Rejections rejections;
    private final Refusals refusals;

    TakeSubmissions(
            Tenants tenants,
            SubmitNotifications submissions,
            Answers answers,
            Rejections rejections,
            Refusals refusals) {
        this.tenants = tenants;
        this.submissions = submissions;
        this.answers = answers;
        this.rejections = rejections;
        this.refusals = refusals;
    }

    /**
     * Returns when each record is accepted, refused or buried, and its answer told.
     *
     * @return the answers
     * @throws Unavailable when something is down: the same call can succeed later
     */
    List<Fact> take(String service, List<ConsumerRecord<String, byte[]>> records) {
        var tenant = tenant(service);
        if (tenant.isEmpty()) {
            records.forEach(record -> rejections.buryEmpty(record, "unknown-service"));
            return List.of();
        }
        var told = new ArrayList<Fact>();
        var ready = new ArrayList<Reading.Understood>();
        var bytes = 0;
        for (var record : records) {
            switch (SubmissionReader.read(record, service)) {
                case Reading.Unreadable unreadable -> {
                    rejections.bury(record, service, unreadable.reason());
                    told.add(refused(service, unreadable, unreadable.problem()));
                }
                case Reading.Understood submission -> {
                    ready.add(submission);
                    bytes += record.serializedValueSize();
                    if (ready.size() == MOST_AT_ONCE || bytes > MOST_BYTES_AT_ONCE) {
                        told.addAll(submitted(tenant.get(), ready));
                        ready.clear();
                        bytes = 0;
                    }
                }
            }
        }
        told.addAll(submitted(tenant.get(), ready));
        answers.tell(service, told);
        return told;
    }

    /** Buries a record that made the platform fail, and says so. */
    void giveUp(String service, ConsumerRecord<String, byte[]> record, String reason) {
        if (tenant(service).isEmpty()) {
            rejections.buryEmpty(record, reason);
            return;
        }
        rejections.bury(record, service, reason);
        var problem =
                Problem.of(
                        FAILURE,
                        "internal",
                        "The platform failed",
                        "the submission is kept for those who run the platform: ask them");
        answers.tell(
                service,
                List.of(refused(service, SubmissionReader.read(record, service), problem)));
    }

    private List<Fact> submitted(Tenant tenant, List<Reading.Understood> ready) {
        if (ready.isEmpty()) {
            return List.of();
        }
        var outcomes =
                submit(
                        tenant,
                        ready.stream()
                                .map(each -> new Submission(each.body(), key(tenant.slug(), each)))
                                .toList());
        var told = new ArrayList<Fact>();
        for (var i = 0; i < ready.size(); i++) {
            var submission = ready.get(i);
            told.add(
                    switch (outcomes.get(i)) {
                        case Submitted.Accepted(var view) ->
                                accepted(tenant.slug(), submission, view);
                        case Submitted.Replayed(var view) ->
                                accepted(tenant.slug(), submission, view);
                        case Submitted.NotAccepted(var refusal) -> {
                            mustBeFinal(refusal);
                            yield refused(tenant.slug(), submission, named(refusal.problem()));
                        }
                    });
        }
        return told;
    }

    private List<Submitted> submit(Tenant tenant, List<Submission> wanted) {
        try {
            return submissions.submit(tenant, wanted, Lane.EXPRESS);
        } catch (Refused e) {
            mustBeFinal(e);
            throw e;
        } catch (TimeoutException e) {
            throw new Unavailable("an answer in time", e);
        }
    }

    private Optional<Tenant> tenant(String service) {
        try {
            return Optional.of(tenants.named(service).await().atMost(PATIENCE));
        } catch (Refused e) {
            mustBeFinal(e);
            return Optional.empty();
        } catch (TimeoutException e) {
            throw new Unavailable("the services", e);
        }
    }

    /** What is not available now, or under way on another replica, is waited for. */
    private static void mustBeFinal(Refused refusal) {
        var status = refusal.problem().status();
        if (status >= FAILURE || status == CONFLICT) {
            throw new Unavailable(refusal.problem().type(), refusal);
        }
    }

    /** The source is the service, whatever path it adds: one submission id is one submission. */
    private static IdempotencyKey key(String service, Reading.Understood submission) {
        return IdempotencyKey.ofEvent("/" + service, submission.submissionId().toString());
    }

    private Fact refused(String service, Reading reading, Problem problem) {
        var submissionId =
                switch (reading) {
                    case Reading.Understood understood -> understood.submissionId();
                    case Reading.Unreadable unreadable -> unreadable.submissionId();
                };
        refusals.count(problem);
        return rejections.refused(reading.record(), service, submissionId, Answers.told(problem));
    }

    private static Fact accepted(String service, Reading.Understood submission, AcceptedView view) {
        return new SubmissionAccepted(
                submission.submissionId(),
                view.acceptedAt(),
                view.id(),
                service,
                view.template().slug(),
                view.template().version(),
                Lane.valueOf(view.lane().toUpperCase(Locale.ROOT)),
                view.expiresAt(),
                view.proofCode());
    }

    /** The reference stands elsewhere in a record than in a body of the API. */
    private static Problem named(Problem problem) {
        var faults = problem.errors();
        if (faults == null || faults.stream().noneMatch(TakeSubmissions::isOfReference)) {
            return problem;
        }
        return Problem.of(
                problem.status(),
                problem.type().substring(problem.type().lastIndexOf(':') + 1),
                problem.title(),
                problem.detail().replaceFirst("\\breference\\b", "to.reference"),
                faults.stream()
                        .map(
                                fault ->
                                        isOfReference(fault)
                                                ? new Fault(
                                                        "to.reference",
                                                        fault.code(),
                                                        fault.problem(),
                                                        fault.remedy())
                                                : fault)
                        .toList());
    }

    private static boolean isOfReference(Fault fault) {
        return fault.field().equals("reference");
    }
}
