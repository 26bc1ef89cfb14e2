package fr.gouv.notifications.gateway.submission;

import fr.gouv.notifications.contracts.AmbiguityPolicy;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.NotificationRequested;
import fr.gouv.notifications.contracts.Recipient;
import fr.gouv.notifications.contracts.Words;
import fr.gouv.notifications.eventing.DataKeys;
import fr.gouv.notifications.eventing.Digest;
import fr.gouv.notifications.eventing.KeyRing;
import fr.gouv.notifications.eventing.Unavailable;
import fr.gouv.notifications.gateway.access.Tenant;
import fr.gouv.notifications.gateway.problem.Fault;
import fr.gouv.notifications.gateway.problem.Problem;
import fr.gouv.notifications.gateway.problem.StorageAway;
import fr.gouv.notifications.gateway.template.CompiledTemplate;
import fr.gouv.notifications.gateway.template.Rendering;
import fr.gouv.notifications.gateway.template.Templates;
import fr.gouv.notifications.gateway.template.ValueReader;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Accepts a notification: checks everything, renders and seals the words, and answers once the broker
 * has them. Asks no database: services, templates and keys are cached.
 */
@ApplicationScoped
class SubmitNotification {

    private final Templates templates;
    private final KeyRing keys;
    private final NotificationIds ids;
    private final ProofCodes proofCodes;
    private final Broker broker;
    private final Digest digest;
    private final InstantSource clock;
    private final ExecutorService patient = Executors.newVirtualThreadPerTaskExecutor();

    SubmitNotification(
            Templates templates,
            KeyRing keys,
            NotificationIds ids,
            ProofCodes proofCodes,
            Broker broker,
            Digest digest,
            InstantSource clock) {
        this.templates = templates;
        this.keys = keys;
        this.ids = ids;
        this.proofCodes = proofCodes;
        this.broker = broker;
        this.digest = digest;
        this.clock = clock;
    }

    /**
     * Accepts one notification, or fails with {@link fr.gouv.notifications.gateway.problem.Refused};
     * nothing was told to anybody then.
     */
    Uni<Accepted> submit(Tenant tenant, SubmissionBody body) {
        return templates
                .current(tenant.slug(), SubmissionPolicy.template(body))
                .map(template -> checked(body, template))
                .flatMap(submission -> sealed(tenant, submission))
                .flatMap(accepted -> broker.tell(accepted.fact()).replaceWith(accepted));
    }

    private Submission checked(SubmissionBody body, Optional<Templates.Current> template) {
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var faults = new ArrayList<Fault>();
        var policy = new SubmissionPolicy(body, faults);
        var usable = usable(body, template, faults);
        var recipient = policy.recipient();
        var lane = policy.lane();
        var expiresAt = policy.expiresAt(now);
        var values = ValueReader.read(body.values(), faults);
        Rendering.@Nullable Rendered rendered = null;
        if (usable != null) {
            switch (usable.render(policy.channels(usable.channels()), values)) {
                case Rendering.Refused(var more) -> addNew(more, faults);
                case Rendering.Rendered words -> rendered = words;
            }
        }
        if (!faults.isEmpty() || usable == null || recipient == null || rendered == null) {
            throw Problem.invalid(faults).refused();
        }
        return new Submission(usable, recipient, rendered, lane, now, expiresAt);
    }

    private static @Nullable CompiledTemplate usable(
            SubmissionBody body, Optional<Templates.Current> template, List<Fault> faults) {
        if (body.template() == null) {
            faults.add(
                    new Fault("template", "required", "is missing", "send the slug of a template"));
        } else if (template.isEmpty()) {
            faults.add(
                    new Fault(
                            "template",
                            "template-unknown",
                            "is not a template of this service",
                            "publish it with PUT /v1/templates/{slug}, or see GET /v1/templates for"
                                    + " those that exist"));
        } else if (template.get().isArchived()) {
            faults.add(
                    new Fault(
                            "template",
                            "template-archived",
                            "was archived and can no longer be used",
                            "use another template: see GET /v1/templates"));
        } else {
            return template.get().template();
        }
        return null;
    }

    /** A value of the wrong type is said to be that, and not missing as well. */
    private static void addNew(List<Fault> more, List<Fault> faults) {
        for (var fault : more) {
            if (faults.stream().noneMatch(known -> known.field().equals(fault.field()))) {
                faults.add(fault);
            }
        }
    }

    private Uni<Accepted> sealed(Tenant tenant, Submission submission) {
        var day = LocalDate.ofInstant(submission.now(), ZoneOffset.UTC);
        var sealing = Uni.createFrom().item(() -> sealedNow(tenant, submission, day));
        return keys.has(tenant.slug(), day) ? sealing : sealing.runSubscriptionOn(patient);
    }

    private Accepted sealedNow(Tenant tenant, Submission submission, LocalDate day) {
        var service = tenant.slug();
        var id = ids.mint(service, submission.now());
        var rendered = submission.words();
        var words =
                new Words(
                        tenant.name(),
                        tenant.replyTo(),
                        email(rendered.email()),
                        sms(rendered.sms()),
                        letter(rendered.letter()));
        var reference = submission.recipient().reference();
        try {
            var fact =
                    new NotificationRequested(
                            id,
                            submission.now(),
                            service,
                            submission.template().slug(),
                            submission.template().version(),
                            submission.template().category(),
                            submission.lane(),
                            AmbiguityPolicy.PREFER_NO_LOSS,
                            proofCodes.mint(),
                            reference == null
                                    ? null
                                    : References.digest(digest, service, reference),
                            null,
                            submission.expiresAt(),
                            rendered.channels(),
                            keys.seal(service, day, id, "recipient", submission.recipient()),
                            keys.seal(service, day, id, "words", words));
            return new Accepted(fact, reference);
        } catch (DataKeys.Erased | Unavailable _) {
            throw StorageAway.refused();
        }
    }

    private static Words.@Nullable Email email(Rendering.@Nullable Email email) {
        return email == null ? null : new Words.Email(email.subject(), email.html(), email.text());
    }

    private static Words.@Nullable Sms sms(Rendering.@Nullable Sms sms) {
        return sms == null ? null : new Words.Sms(sms.text());
    }

    private static Words.@Nullable Letter letter(Rendering.@Nullable Letter letter) {
        return letter == null ? null : new Words.Letter(letter.html());
    }

    private record Submission(
            CompiledTemplate template,
            Recipient recipient,
            Rendering.Rendered words,
            Lane lane,
            Instant now,
            Instant expiresAt) {}
}
