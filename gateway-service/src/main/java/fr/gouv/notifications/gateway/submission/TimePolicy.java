package fr.gouv.notifications.gateway.submission;

import fr.gouv.notifications.gateway.problem.Fault;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides when a message may leave and until when it is useful, or says what speaks against it. */
final class TimePolicy {

    static final Duration LONGEST_VALIDITY = Duration.ofDays(30);

    /** A year, also a leap year. */
    static final Duration LONGEST_WAIT = Duration.ofDays(366);

    /** What leaves so soon is not worth a place in the schedule: dispatch holds it for a moment. */
    static final Duration SOON = Duration.ofSeconds(5);

    private static final String EXAMPLE =
            "write it with Z or an offset, as 2026-11-25T08:00:00Z or 2026-11-25T09:00:00+01:00";

    /**
     * When a message may leave, and until when.
     *
     * @param notBefore absent when it may leave at once
     */
    record Times(@Nullable Instant notBefore, Instant expiresAt) {

        /** Whether it leaves so late that it waits in the schedule. */
        boolean waits(Instant now) {
            return notBefore != null && notBefore.isAfter(now.plus(SOON));
        }
    }

    /**
     * Reads both times as they were given, and adds what is wrong with them to {@code faults}.
     *
     * @param validity how long the message is useful when that is not said, from when it may leave
     */
    static Times times(
            @Nullable String notBefore,
            @Nullable String expiresAt,
            Duration validity,
            Instant now,
            List<Fault> faults) {
        var earliest = notBefore == null ? null : instant("notBefore", notBefore, faults);
        if (earliest != null && earliest.isAfter(now.plus(LONGEST_WAIT))) {
            faults.add(
                    new Fault(
                            "notBefore",
                            "too-far",
                            "is more than a year away",
                            "send an earlier instant"));
        }
        var start = earliest != null && earliest.isAfter(now) ? earliest : null;
        var from = start == null ? now : start;
        if (expiresAt == null) {
            return new Times(start, after(from, validity));
        }
        var end = instant("expiresAt", expiresAt, faults);
        if (end != null) {
            checkEnd(expiresAt, end, notBefore, start, now, faults);
        }
        return new Times(start, end == null ? after(from, validity) : end);
    }

    private static void checkEnd(
            String given,
            Instant end,
            @Nullable String givenStart,
            @Nullable Instant start,
            Instant now,
            List<Fault> faults) {
        if (!end.isAfter(now)) {
            faults.add(new Fault("expiresAt", "past", "has passed", "send an instant to come"));
        } else if (start != null && !end.isAfter(start)) {
            faults.add(
                    new Fault(
                            "expiresAt",
                            "not-after-not-before",
                            "("
                                    + given
                                    + ") is not after notBefore ("
                                    + givenStart
                                    + "): the message would expire before it may leave",
                            "send a later expiresAt or an earlier notBefore"));
        } else if (end.isAfter(after(start == null ? now : start, LONGEST_VALIDITY))) {
            faults.add(
                    new Fault(
                            "expiresAt",
                            "too-far",
                            "is more than "
                                    + LONGEST_VALIDITY.toDays()
                                    + (start == null ? " days away" : " days after notBefore"),
                            "send an earlier instant"));
        }
    }

    /** In microseconds, as databases keep it. */
    private static @Nullable Instant instant(String field, String text, List<Fault> faults) {
        try {
            return DateTimeFormatter.ISO_ZONED_DATE_TIME
                    .parse(text, ZonedDateTime::from)
                    .toInstant()
                    .truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeException _) {
            if (hasNoZone(text)) {
                faults.add(
                        new Fault(
                                field,
                                "no-zone",
                                "names no zone: nobody can tell which instant it is",
                                EXAMPLE));
            } else {
                faults.add(new Fault(field, "not-an-instant", "is not an instant", EXAMPLE));
            }
            return null;
        }
    }

    /** A date alone, or a time of day alone with it, is the usual mistake. */
    private static boolean hasNoZone(String text) {
        return text.length() < 40
                && (parses(DateTimeFormatter.ISO_LOCAL_DATE_TIME, text)
                        || parses(DateTimeFormatter.ISO_LOCAL_DATE, text)
                        || parses(DateTimeFormatter.ISO_LOCAL_DATE_TIME, text.replace(' ', 'T')));
    }

    private static boolean parses(DateTimeFormatter format, String text) {
        try {
            format.parse(text);
            return true;
        } catch (DateTimeException _) {
            return false;
        }
    }

    /** Both are bounded unless there was a fault. */
    private static Instant after(Instant instant, Duration duration) {
        return instant.isAfter(Instant.MAX.minus(duration)) ? Instant.MAX : instant.plus(duration);
    }

    private TimePolicy() {}
}
