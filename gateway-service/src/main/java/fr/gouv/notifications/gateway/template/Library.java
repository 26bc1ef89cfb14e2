package fr.gouv.notifications.gateway.template;

import fr.gouv.notifications.eventing.FactJson;
import fr.gouv.notifications.eventing.UnreadableRecord;
import fr.gouv.notifications.gateway.access.AuditTrail;
import fr.gouv.notifications.gateway.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Publishes and archives the templates of services, and finds them again. */
@ApplicationScoped
class Library {

    private final TemplateSlugs slugs;
    private final TemplateVersions versions;
    private final AuditTrail audit;
    private final Event<TemplateChanged> changes;
    private final InstantSource clock;

    Library(
            TemplateSlugs slugs,
            TemplateVersions versions,
            AuditTrail audit,
            Event<TemplateChanged> changes,
            InstantSource clock) {
        this.slugs = slugs;
        this.versions = versions;
        this.audit = audit;
        this.changes = changes;
        this.clock = clock;
    }

    /** Publishes the next version, unless the latest one says the same. */
    @Transactional
    Published publish(String service, String slug, TemplateContent content, String actor) {
        var template = slugs.locked(service, slug);
        if (template.archivedAt() != null) {
            throw Problem.of(
                            409,
                            "template-archived",
                            "The template is archived",
                            "template " + slug + " was archived and stays so: use another slug")
                    .refused();
        }
        var latest = versions.of(template, template.version());
        if (latest.isPresent() && read(latest.get()).equals(content)) {
            return published(template, latest.get());
        }
        var next =
                new TemplateVersion(
                        template.id(),
                        template.nextVersion(),
                        new String(FactJson.write(content), StandardCharsets.UTF_8),
                        clock.instant(),
                        actor);
        versions.persist(next);
        audit.note(actor, "template-published", service + "/" + slug + "/" + next.version());
        changes.fire(new TemplateChanged(service, slug));
        return published(template, next);
    }

    /** Takes a template out of use; false when there is none. */
    @Transactional
    boolean archive(String service, String slug, String actor) {
        var template = slugs.named(service, slug);
        template.ifPresent(
                found -> {
                    if (found.archivedAt() == null) {
                        audit.note(actor, "template-archived", service + "/" + slug);
                    }
                    found.archive(clock.instant());
                    changes.fire(new TemplateChanged(service, slug));
                });
        return template.isPresent();
    }

    @Transactional
    Optional<Published> latest(String service, String slug) {
        return slugs.named(service, slug)
                .flatMap(
                        template ->
                                versions.of(template, template.version())
                                        .map(version -> published(template, version)));
    }

    @Transactional
    Optional<Published> version(String service, String slug, int number) {
        return slugs.named(service, slug)
                .flatMap(
                        template ->
                                versions.of(template, number)
                                        .map(version -> published(template, version)));
    }

    @Transactional
    List<Published> all(String service) {
        return slugs.of(service).stream()
                .flatMap(
                        template ->
                                versions.of(template, template.version()).stream()
                                        .map(version -> published(template, version)))
                .toList();
    }

    private static Published published(Template template, TemplateVersion version) {
        return new Published(
                template.slug(),
                version.version(),
                read(version),
                version.publishedAt(),
                template.archivedAt());
    }

    private static TemplateContent read(TemplateVersion version) {
        try {
            return FactJson.read(
                    version.content().getBytes(StandardCharsets.UTF_8), TemplateContent.class);
        } catch (UnreadableRecord e) {
            throw new IllegalStateException("a published template cannot be read", e);
        }
    }
}
