package fr.gouv.notifications.tracking.status;

import fr.gouv.notifications.contracts.PublicStatus;
import fr.gouv.notifications.tracking.problem.InvalidQuery;
import fr.gouv.notifications.tracking.problem.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The query string of a list, as it was written. */
final class ListQuery {

    private static final int MOST = 200;
    private static final int USUAL = 50;

    @RestQuery List<String> status = List.of();
    @RestQuery @Nullable String reference;
    @RestQuery @Nullable String template;
    @RestQuery @Nullable String from;
    @RestQuery @Nullable String to;
    @RestQuery @Nullable String overdue;
    @RestQuery @Nullable String limit;
    @RestQuery @Nullable String cursor;

    NotificationFilter filter(String service) throws InvalidQuery {
        return new NotificationFilter(
                wanted(),
                reference,
                template,
                instant("from", from),
                instant("to", to),
                flag("overdue", overdue),
                after(service));
    }

    int atMost() throws InvalidQuery {
        if (limit == null) {
            return USUAL;
        }
        if (!limit.matches("[1-9][0-9]{0,2}") || Integer.parseInt(limit) > MOST) {
            throw new InvalidQuery(
                    Problem.invalidParameter("limit", "must be a number from 1 to " + MOST));
        }
        return Integer.parseInt(limit);
    }

    private Set<PublicStatus> wanted() throws InvalidQuery {
        var wanted = EnumSet.noneOf(PublicStatus.class);
        for (var word : status) {
            wanted.add(status(word));
        }
        return wanted;
    }

    private static PublicStatus status(String word) throws InvalidQuery {
        for (var status : PublicStatus.values()) {
            if (wire(status).equals(word)) {
                return status;
            }
        }
        throw new InvalidQuery(
                Problem.invalidParameter(
                        "status",
                        "must be one of "
                                + Arrays.stream(PublicStatus.values())
                                        .map(ListQuery::wire)
                                        .toList()));
    }

    private static String wire(PublicStatus status) {
        return status.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static @Nullable Instant instant(String name, @Nullable String text)
            throws InvalidQuery {
        if (text == null) {
            return null;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeException _) {
            throw new InvalidQuery(
                    Problem.invalidParameter(
                            name, "must be an instant such as 2026-11-23T08:00:00Z"));
        }
    }

    private static @Nullable Boolean flag(String name, @Nullable String text) throws InvalidQuery {
        return switch (text) {
            case null -> null;
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw new InvalidQuery(Problem.invalidParameter(name, "must be true or false"));
        };
    }

    private @Nullable Cursor after(String service) throws InvalidQuery {
        return cursor == null ? null : Cursor.decode(service, cursor);
    }
}
