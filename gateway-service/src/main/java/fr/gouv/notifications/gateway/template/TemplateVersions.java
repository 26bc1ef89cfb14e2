package fr.gouv.notifications.gateway.template;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** The versions of all templates. */
@ApplicationScoped
class TemplateVersions implements PanacheRepositoryBase<TemplateVersion, Long> {

    Optional<TemplateVersion> of(Template template, int version) {
        return find("templateId = ?1 and version = ?2", template.id(), version)
                .firstResultOptional();
    }
}
