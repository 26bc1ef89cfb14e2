package fr.gouv.notifications.gateway.intake;

import fr.gouv.notifications.contracts.Fact;
import fr.gouv.notifications.contracts.SubmissionAccepted;
import fr.gouv.notifications.eventing.Digest;
import fr.gouv.notifications.eventing.FactJson;
import fr.gouv.notifications.eventing.Unavailable;
import fr.gouv.notifications.eventing.UnreadableRecord;
import fr.gouv.notifications.gateway.access.Tenant;
import fr.gouv.notifications.gateway.access.Tenants;
import fr.gouv.notifications.gateway.problem.Problem;
import fr.gouv.notifications.gateway.problem.Refused;
import fr.gouv.notifications.gateway.submission.AcceptNotifications;
import fr.gouv.notifications.gateway.submission.Acceptance;
import fr.gouv.notifications.gateway.submission.Draft;
import fr.gouv.notifications.gateway.submission.NotificationIds;
import fr.gouv.notifications.gateway.submission.Preparation;
import fr.gouv.notifications.gateway.submission.PrepareNotification;
import fr.gouv.notifications.gateway.submission.Prepared;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Takes what one service submitted: the same checks, the same idempotency and the same acceptance as by
 * the API, and an answer to each on the service's status topic. Repeatable: a record that is seen again
 * is the same notification and gets the same answer.
 */
@ApplicationScoped
class TakeSubmissions {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Few enough that the largest of them together fit into the producer. */
    private static final int AT_ONCE = 32;

    private static final int UNAVAILABLE = 503;

    private final Tenants tenants;
    private final Submissions submissions;
    private final PrepareNotification preparation;
    private final AcceptNotifications acceptance;
    private final NotificationIds ids;
    private final Answers answers;
    private final Rejections rejections;
    private final Digest digest;
    private final InstantSource clock;

    TakeSubmissions(
            Tenants tenants,
            Submissions submissions,
            PrepareNotification preparation,
            AcceptNotifications acceptance,
            NotificationIds ids,
            Answers answers,
            Rejections rejections,
            Digest digest,
            InstantSource clock) {
        this.tenants = tenants;
        this.submissions = submissions;
        this.preparation = preparation;
        this.acceptance = acceptance;
        this.ids = ids;
        this.answers = answers;
        this.rejections = rejections;
        this.digest = digest;
        this.clock = clock;
    }

    /**
     * Returns when each record is accepted, refused or buried, and its answer told.
     *
     * @throws Unavailable when something is down: the same call can succeed later
     */
    void take(String service, List<ConsumerRecord<String, byte[]>> records) {
        var tenant = tenant(service);
        if (tenant.isEmpty()) {
            records.forEach(record -> rejections.buryEmpty(record, "unknown-service"));
            return;
        }
        var told = new ArrayList<Fact>();
        var readable = new LinkedHashMap<UUID, Request>();
        for (var record : records) {
            switch (SubmissionReader.read(record, service)) {
                case Reading.Unreadable unreadable -> {
                    rejections.bury(record, service, unreadable.reason());
                    told.add(refused(service, unreadable, unreadable.problem()));
                }
                case Reading.Understood submission -> {
                    var request = new Request(submission, fingerprint(service, submission));
                    var first = readable.putIfAbsent(submission.submissionId(), request);
                    if (first != null && !first.fingerprint().equals(request.fingerprint())) {
                        told.add(refused(service, submission, anotherContent()));
                    }
                }
            }
        }
        told.addAll(taken(tenant.get(), readable));
        answers.tell(service, told);
    }

    /** Buries a record that made the platform fail, and says so. */
    void giveUp(String service, ConsumerRecord<String, byte[]> record, String reason) {
        if (tenant(service).isEmpty()) {
            rejections.buryEmpty(record, reason);
            return;
        }
        rejections.bury(record, service, reason);
        var submissionId =
                switch (SubmissionReader.read(record, service)) {
                    case Reading.Understood readable -> readable.submissionId();
                    case Reading.Unreadable unreadable -> unreadable.submissionId();
                };
        var problem =
                Problem.of(
                        500,
                        "internal",
                        "The platform failed",
                        "the submission was not accepted and is kept for those who run the"
                                + " platform: ask them");
        answers.tell(
                service,
                List.of(rejections.refused(record, service, submissionId, Answers.told(problem))));
    }

    private List<Fact> taken(Tenant tenant, Map<UUID, Request> requests) {
        if (requests.isEmpty()) {
            return List.of();
        }
        var service = tenant.slug();
        var now = clock.instant();
        var kept =
                submissions.reserve(
                        service,
                        requests.values().stream()
                                .map(
                                        request ->
                                                new Submissions.Wanted(
                                                        request.id(),
                                                        request.fingerprint(),
                                                        ids.mint(service, now)))
                                .toList(),
                        now);
        var told = new ArrayList<Fact>();
        var fresh = new ArrayList<Request>();
        for (var request : requests.values()) {
            var known = kept.get(request.id());
            if (known == null) {
                throw new Unavailable("a submission that was forgotten at this moment", null);
            }
            if (!known.fingerprint().equals(request.fingerprint())) {
                told.add(refused(service, request.submission(), anotherContent()));
            } else if (known.answer() == null) {
                fresh.add(request);
            } else {
                told.add(answer(known.answer()));
            }
        }
        for (var from = 0; from < fresh.size(); from += AT_ONCE) {
            var some = fresh.subList(from, Math.min(fresh.size(), from + AT_ONCE));
            told.addAll(accepted(tenant, some, kept));
        }
        return told;
    }

    private List<Fact> accepted(
            Tenant tenant, List<Request> requests, Map<UUID, Submissions.Kept> kept) {
        var service = tenant.slug();
        var drafts =
                requests.stream()
                        .map(
                                request ->
                                        Draft.single(
                                                request.submission().body(),
                                                notificationId(kept, request)))
                        .toList();
        var prepared = await(preparation.prepareAll(tenant, drafts));
        var told = new ArrayList<Fact>();
        var refused = new ArrayList<UUID>();
        var ready = new LinkedHashMap<Request, Prepared>();
        for (var i = 0; i < requests.size(); i++) {
            var request = requests.get(i);
            switch (prepared.get(i)) {
                case Prepared notification -> ready.put(request, notification);
                case Preparation.NotPrepared(var refusal) -> {
                    refused.add(request.id());
                    told.add(refused(service, request.submission(), named(refusal.problem())));
                }
            }
        }
        var answered = new LinkedHashMap<UUID, String>();
        if (!ready.isEmpty()) {
            var outcomes = await(acceptance.acceptAll(List.copyOf(ready.values())));
            var waiting = List.copyOf(ready.keySet());
            for (var i = 0; i < waiting.size(); i++) {
                var request = waiting.get(i);
                switch (outcomes.get(i)) {
                    case Acceptance.Accepted(var notification) -> {
                        var answer = answer(request, notification);
                        answered.put(request.id(), text(answer));
                        told.add(answer);
                    }
                    case Acceptance.NotAccepted(var refusal) -> {
                        mustBeFinal(refusal);
                        refused.add(request.id());
                        told.add(refused(service, request.submission(), refusal.problem()));
                    }
                }
            }
        }
        submissions.answered(service, answered);
        submissions.forget(service, refused);
        return told;
    }

    private Optional<Tenant> tenant(String service) {
        try {
            return Optional.of(await(tenants.named(service)));
        } catch (Refused e) {
            return Optional.empty();
        }
    }

    /** What is not available now is waited for; every other no is an answer. */
    private static <T> T await(Uni<T> asked) {
        try {
            return asked.await().atMost(PATIENCE);
        } catch (Refused e) {
            mustBeFinal(e);
            throw e;
        } catch (io.smallrye.mutiny.TimeoutException e) {
            throw new Unavailable("an answer in time", e);
        }
    }

    private static void mustBeFinal(Refused refusal) {
        if (refusal.problem().status() == UNAVAILABLE) {
            throw new Unavailable(refusal.problem().type(), refusal);
        }
    }

    private static UUID notificationId(Map<UUID, Submissions.Kept> kept, Request request) {
        var known = kept.get(request.id());
        if (known == null) {
            throw new IllegalStateException("only what is kept is accepted");
        }
        return known.notificationId();
    }

    String fingerprint(String service, Reading.Understood submission) {
        return digest.of("submission", service + "|" + submission.content());
    }

    private Fact refused(String service, Reading reading, Problem problem) {
        var submissionId =
                switch (reading) {
                    case Reading.Understood readable -> readable.submissionId();
                    case Reading.Unreadable unreadable -> unreadable.submissionId();
                };
        return rejections.refused(reading.record(), service, submissionId, Answers.told(problem));
    }

    private static SubmissionAccepted answer(Request request, Prepared notification) {
        var fact = notification.fact();
        return new SubmissionAccepted(
                request.id(),
                fact.occurredAt(),
                fact.notificationId(),
                fact.service(),
                fact.template(),
                fact.templateVersion(),
                fact.lane(),
                fact.expiresAt(),
                fact.proofCode());
    }

    private static String text(SubmissionAccepted answer) {
        return new String(FactJson.write(answer), StandardCharsets.UTF_8);
    }

    private static SubmissionAccepted answer(String text) {
        try {
            return FactJson.read(text.getBytes(StandardCharsets.UTF_8), SubmissionAccepted.class);
        } catch (UnreadableRecord e) {
            throw new IllegalStateException("an answer that was kept cannot be read", e);
        }
    }

    /** The reference stands elsewhere in a record than in a body of the API. */
    private static Problem named(Problem problem) {
        var faults = problem.errors();
        if (faults == null) {
            return problem;
        }
        return Problem.invalid(
                faults.stream()
                        .map(
                                fault ->
                                        fault.field().equals("reference")
                                                ? new fr.gouv.notifications.gateway.problem.Fault(
                                                        "to.reference",
                                                        fault.code(),
                                                        fault.problem(),
                                                        fault.remedy())
                                                : fault)
                        .toList());
    }

    private static Problem anotherContent() {
        return Problem.of(
                422,
                "submission-id-reused",
                "The submission id was used for another content",
                "another submission has this submissionId: send a new one for a new submission");
    }

    /** A submission, and what tells it from another one with the same id. */
    private record Request(Reading.Understood submission, String fingerprint) {

        UUID id() {
            return submission.submissionId();
        }
    }
}
