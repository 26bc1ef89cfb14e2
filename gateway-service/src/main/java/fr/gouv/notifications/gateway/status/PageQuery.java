package fr.gouv.notifications.gateway.status;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which notifications are wanted; tracking checks the words. */
record PageQuery(
        List<String> status,
        @Nullable String referenceDigest,
        @Nullable String template,
        @Nullable String from,
        @Nullable String to,
        @Nullable String overdue,
        @Nullable String limit,
        @Nullable String cursor) {}
