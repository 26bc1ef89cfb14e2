package fr.gouv.notifications.gateway.submission;

import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.NotificationRequested;
import fr.gouv.notifications.contracts.Recipient;
import fr.gouv.notifications.contracts.Words;
import fr.gouv.notifications.eventing.DataKeys;
import fr.gouv.notifications.eventing.Digest;
import fr.gouv.notifications.eventing.KeyRing;
import fr.gouv.notifications.eventing.Unavailable;
import fr.gouv.notifications.gateway.access.Tenant;
import fr.gouv.notifications.gateway.access.TestRecipients;
import fr.gouv.notifications.gateway.address.AddressHint;
import fr.gouv.notifications.gateway.address.AddressHints;
import fr.gouv.notifications.gateway.attachment.KeepAttachments;
import fr.gouv.notifications.gateway.problem.Fault;
import fr.gouv.notifications.gateway.problem.Problem;
import fr.gouv.notifications.gateway.problem.Refused;
import fr.gouv.notifications.gateway.problem.StorageAway;
import fr.gouv.notifications.gateway.template.CompiledTemplate;
import fr.gouv.notifications.gateway.template.Purpose;
import fr.gouv.notifications.gateway.template.Rendering;
import fr.gouv.notifications.gateway.template.Templates;
import fr.gouv.notifications.gateway.template.ValueReader;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes a notification of what a door received: checks everything, renders and seals the words.
 * Tells nobody, and asks no database unless files go along: services, templates and keys are cached.
 */
@ApplicationScoped
public class PrepareNotification {

    private static final int UNAVAILABLE = 503;

    private final Templates templates;
    private final KeyRing keys;
    private final NotificationIds ids;
    private final ProofCodes proofCodes;
    private final Digest digest;
    private final AddressHints hints;
    private final KeepAttachments attachments;
    private final InstantSource clock;
    private final ExecutorService patient = Executors.newVirtualThreadPerTaskExecutor();

    PrepareNotification(
            Templates templates,
            KeyRing keys,
            NotificationIds ids,
            ProofCodes proofCodes,
            Digest digest,
            AddressHints hints,
            KeepAttachments attachments,
            InstantSource clock) {
        this.templates = templates;
        this.keys = keys;
        this.ids = ids;
        this.proofCodes = proofCodes;
        this.digest = digest;
        this.hints = hints;
        this.attachments = attachments;
        this.clock = clock;
    }

    /**
     * Prepares one notification on the caller's thread, or fails with {@link Refused}, which says all
     * that is wrong at once. The same draft with the same id becomes the same notification, with the
     * same proof code. Never blocks.
     */
    public Uni<Prepared> prepare(Tenant tenant, Draft draft) {
        return templates
                .current(tenant.slug(), SubmissionPolicy.template(draft.body()))
                .call(() -> hints.learn(addresses(Stream.of(draft))))
                .flatMap(
                        template ->
                                files(tenant, Stream.of(draft))
                                        .map(files -> checked(tenant, draft, template, files)))
                .flatMap(submission -> sealed(tenant, submission));
    }

    /**
     * Prepares many notifications of one service away from the caller's thread, each template looked
     * up once, and says of each, in their order, what became of it. Fails with {@link Refused} only
     * when nothing can be prepared now. Never blocks.
     */
    public Uni<List<Preparation>> prepareAll(Tenant tenant, List<Draft> drafts) {
        var slugs =
                drafts.stream()
                        .map(draft -> SubmissionPolicy.template(draft.body()))
                        .distinct()
                        .toList();
        return Multi.createFrom()
                .iterable(slugs)
                .onItem()
                .transformToUniAndConcatenate(
                        slug ->
                                templates
                                        .current(tenant.slug(), slug)
                                        .map(template -> Map.entry(slug, template)))
                .collect()
                .asMap(Map.Entry::getKey, Map.Entry::getValue)
                .call(() -> hints.learn(addresses(drafts.stream())))
                .flatMap(
                        known ->
                                files(tenant, drafts.stream())
                                        .emitOn(patient)
                                        .map(files -> all(tenant, drafts, known, files)));
    }

    /**
     * As {@link #prepareAll(Tenant, List)}, with the words of this template whatever was published or
     * archived since: what was checked is what is sent.
     */
    public Uni<List<Preparation>> prepareAll(
            Tenant tenant, List<Draft> drafts, CompiledTemplate template) {
        var known = Map.of(template.slug(), Optional.of(new Templates.Current(template, false)));
        return hints.learnRefusals(addresses(drafts.stream()))
                .map(_ -> all(tenant, drafts, known, Map.of()));
    }

    private List<Preparation> all(
            Tenant tenant,
            List<Draft> drafts,
            Map<String, Optional<Templates.Current>> known,
            Map<UUID, Words.Attachment> files) {
        return drafts.stream().map(draft -> one(tenant, draft, known, files)).toList();
    }

    private Uni<Map<UUID, Words.Attachment>> files(Tenant tenant, Stream<Draft> drafts) {
        return attachments.known(
                tenant.slug(),
                drafts.flatMap(draft -> SubmissionPolicy.attachments(draft.body()).stream())
                        .collect(Collectors.toUnmodifiableSet()));
    }

    private static Stream<String> addresses(Stream<Draft> drafts) {
        return drafts.map(draft -> draft.body().to())
                .filter(Objects::nonNull)
                .map(SubmissionBody.To::email)
                .filter(Objects::nonNull);
    }

    /** The template under this slug, or fails with {@link Refused} when it cannot be used. */
    public Uni<CompiledTemplate> usable(Tenant tenant, String slug) {
        return templates
                .current(tenant.slug(), slug)
                .map(
                        template -> {
                            var faults = new ArrayList<Fault>();
                            var usable = usable(slug, template, faults);
                            if (usable == null) {
                                throw Problem.invalid(faults).refused();
                            }
                            return usable;
                        });
    }

    private Preparation one(
            Tenant tenant,
            Draft draft,
            Map<String, Optional<Templates.Current>> known,
            Map<UUID, Words.Attachment> files) {
        var template =
                known.getOrDefault(SubmissionPolicy.template(draft.body()), Optional.empty());
        try {
            return sealedNow(tenant, checked(tenant, draft, template, files));
        } catch (Refused refusal) {
            if (refusal.problem().status() == UNAVAILABLE) {
                throw refusal;
            }
            return new Preparation.NotPrepared(refusal);
        }
    }

    private Sound checked(
            Tenant tenant,
            Draft draft,
            Optional<Templates.Current> template,
            Map<UUID, Words.Attachment> known) {
        var body = draft.body();
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var faults = new ArrayList<Fault>();
        var policy = new SubmissionPolicy(body, faults);
        var usable = usable(body.template(), template, faults);
        var recipient = policy.recipient();
        var purpose = usable == null ? Purpose.INFORMATION : usable.purpose();
        var lane = policy.lane(purpose.lane(draft.usualLane()));
        var times = policy.times(purpose, now);
        var values = ValueReader.read(body.values(), faults);
        Rendering.@Nullable Rendered rendered = null;
        if (usable != null) {
            switch (usable.render(policy.channels(usable.channels()), values)) {
                case Rendering.Refused(var more) -> addNew(more, faults);
                case Rendering.Rendered words -> rendered = words;
            }
        }
        var files = policy.attachments(known, rendered == null || rendered.email() != null);
        if (recipient != null && rendered != null && rendered.email() != null) {
            mustBeAllowed(tenant, recipient, faults);
        }
        var doubts = hints.about("to.email", recipient == null ? null : recipient.email(), faults);
        if (!faults.isEmpty() || usable == null || recipient == null || rendered == null) {
            throw Problem.invalid(faults).refused();
        }
        return new Sound(
                draft.id(),
                usable,
                recipient,
                doubts,
                rendered,
                files,
                lane,
                now,
                times,
                draft.batch());
    }

    /** Mail in the name of a domain that is not in order harms the domain: only its testers get it. */
    private void mustBeAllowed(Tenant tenant, Recipient recipient, List<Fault> faults) {
        var allowed = tenant.testRecipients();
        var address = recipient.email();
        if (allowed == null || (address == null && recipient.citizen() == null)) {
            return;
        }
        if (address == null || !allowed.contains(TestRecipients.digest(digest, address))) {
            faults.add(
                    new Fault(
                            "to.email",
                            "sender-domain-not-ready",
                            "is no test recipient of "
                                    + tenant.fromDomain()
                                    + ", whose DNS is not in order yet",
                            "see GET /v1/domains/"
                                    + tenant.fromDomain()
                                    + "/check for what to publish, or declare it with PUT"
                                    + " /v1/domains/"
                                    + tenant.fromDomain()
                                    + "/test-recipients"));
        }
    }

    private static @Nullable CompiledTemplate usable(
            @Nullable String slug, Optional<Templates.Current> template, List<Fault> faults) {
        if (slug == null) {
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

    private Uni<Prepared> sealed(Tenant tenant, Sound submission) {
        var sealing = Uni.createFrom().item(() -> sealedNow(tenant, submission));
        return keys.has(tenant.slug(), submission.day()) && submission.files().isEmpty()
                ? sealing
                : sealing.runSubscriptionOn(patient);
    }

    private Prepared sealedNow(Tenant tenant, Sound submission) {
        var service = tenant.slug();
        var given = submission.id();
        var id = given == null ? ids.mint(service, submission.now()) : given;
        var day = submission.day();
        var rendered = submission.words();
        var words =
                new Words(
                        tenant.name(),
                        tenant.replyTo(),
                        email(rendered.email(), submission.files()),
                        sms(rendered.sms()),
                        letter(rendered.letter()),
                        new Words.Origin(
                                tenant.from(),
                                submission.template().slug(),
                                submission.template().category()));
        var reference = submission.recipient().reference();
        if (!submission.files().isEmpty()) {
            attachments.keep(
                    service,
                    submission.files().stream().map(Words.Attachment::id).toList(),
                    submission.times().expiresAt());
        }
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
                            submission.template().purpose().ambiguityPolicy(),
                            proofCodes.of(id),
                            reference == null
                                    ? null
                                    : References.digest(digest, service, reference),
                            submission.times().notBefore(),
                            submission.times().expiresAt(),
                            rendered.channels(),
                            keys.seal(service, day, id, "recipient", submission.recipient()),
                            keys.seal(service, day, id, "words", words),
                            submission.batch());
            return new Prepared(fact, reference, submission.hints());
        } catch (DataKeys.Erased | Unavailable _) {
            throw StorageAway.refused();
        }
    }

    private static Words.@Nullable Email email(
            Rendering.@Nullable Email email, List<Words.Attachment> files) {
        return email == null
                ? null
                : new Words.Email(
                        email.subject(),
                        email.html(),
                        email.text(),
                        files.isEmpty() ? null : files);
    }

    private static Words.@Nullable Sms sms(Rendering.@Nullable Sms sms) {
        return sms == null ? null : new Words.Sms(sms.text());
    }

    private static Words.@Nullable Letter letter(Rendering.@Nullable Letter letter) {
        return letter == null ? null : new Words.Letter(letter.html());
    }

    private record Sound(
            @Nullable UUID id,
            CompiledTemplate template,
            Recipient recipient,
            List<AddressHint> hints,
            Rendering.Rendered words,
            List<Words.Attachment> files,
            Lane lane,
            Instant now,
            TimePolicy.Times times,
            @Nullable UUID batch) {

        LocalDate day() {
            return LocalDate.ofInstant(now, ZoneOffset.UTC);
        }
    }
}
