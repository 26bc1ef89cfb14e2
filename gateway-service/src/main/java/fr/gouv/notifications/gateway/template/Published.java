package fr.gouv.notifications.gateway.template;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One version of a template as it was published. */
record Published(
        String slug,
        int version,
        TemplateContent content,
        Instant publishedAt,
        @Nullable Instant archivedAt) {}
