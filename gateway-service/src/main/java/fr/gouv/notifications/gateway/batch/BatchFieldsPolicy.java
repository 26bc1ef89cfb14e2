package fr.gouv.notifications.gateway.batch;

import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.gateway.batch.BatchFields.OnErrors;
import fr.gouv.notifications.gateway.batch.BatchFields.Start;
import fr.gouv.notifications.gateway.batch.RowPolicy.EmptyCells;
import fr.gouv.notifications.gateway.problem.Fault;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decides what the fields of a form mean, and says all that is wrong with them. */
final class BatchFieldsPolicy {

    static final int LONGEST_NAME = 100;
    static final Duration FARTHEST_START = Duration.ofDays(365);
    static final Duration LONGEST_VALIDITY = Duration.ofDays(30);
    static final Duration LONGEST_WINDOW = Duration.ofDays(30);
    static final int FASTEST = 10_000_000;

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    private final Map<String, String> fields;
    private final List<Fault> faults;

    private BatchFieldsPolicy(Map<String, String> fields, List<Fault> faults) {
        this.fields = fields;
        this.faults = faults;
    }

    /**
     * The fields.
     *
     * @param faults receives what is wrong; what is returned is of use only when nothing is
     */
    static BatchFields read(Map<String, String> fields, Instant now, List<Fault> faults) {
        return new BatchFieldsPolicy(fields, faults).read(now);
    }

    private BatchFields read(Instant now) {
        fields.keySet().stream()
                .filter(name -> !BatchFields.NAMES.contains(name))
                .forEach(
                        name ->
                                add(
                                        "form",
                                        "unknown-field",
                                        "has a field that is not known here",
                                        BatchFields.remedy(name)));
        var template = given("template");
        if (template == null) {
            add("template", "required", "is missing", "send the slug of a template");
        }
        var notBefore = instant("notBefore");
        var expiresAt = instant("expiresAt");
        checkTimes(now, notBefore, expiresAt);
        return new BatchFields(
                template == null ? "" : template,
                name(),
                word("lane", Lane.BULK, Map.of("bulk", Lane.BULK, "express", Lane.EXPRESS)),
                notBefore,
                expiresAt,
                spread(),
                word("start", Start.BY_HAND, Map.of("auto", Start.AUTO, "by-hand", Start.BY_HAND)),
                word(
                        "onErrors",
                        OnErrors.STOP,
                        Map.of("stop", OnErrors.STOP, "skip", OnErrors.SKIP)),
                word(
                        "emptyCells",
                        EmptyCells.REFUSE,
                        Map.of("refuse", EmptyCells.REFUSE, "keep", EmptyCells.KEEP)));
    }

    private void checkTimes(Instant now, @Nullable Instant notBefore, @Nullable Instant expiresAt) {
        var start = notBefore == null || notBefore.isBefore(now) ? now : notBefore;
        if (start.isAfter(now.plus(FARTHEST_START))) {
            add(
                    "notBefore",
                    "too-far",
                    "is more than " + FARTHEST_START.toDays() + " days away",
                    "send an earlier instant");
        }
        if (expiresAt == null) {
            return;
        }
        if (!expiresAt.isAfter(now)) {
            add("expiresAt", "past", "has passed", "send an instant to come");
        } else if (!expiresAt.isAfter(start)) {
            add(
                    "expiresAt",
                    "before-not-before",
                    "is not after notBefore: nothing could be sent",
                    "send a later expiresAt or an earlier notBefore");
        } else if (expiresAt.isAfter(start.plus(LONGEST_VALIDITY))) {
            add(
                    "expiresAt",
                    "too-far",
                    "is more than " + LONGEST_VALIDITY.toDays() + " days after the start",
                    "send an earlier instant");
        }
    }

    private @Nullable String name() {
        var name = given("name");
        if (name == null) {
            return null;
        }
        if (name.length() > LONGEST_NAME) {
            add("name", "too-long", "is longer than " + LONGEST_NAME + " characters", "shorten it");
        } else if (name.codePoints().anyMatch(Character::isISOControl)) {
            add(
                    "name",
                    "control-character",
                    "holds a line break or another control character",
                    "send it in one line");
        }
        return name;
    }

    private @Nullable Spread spread() {
        var spread = given("spread");
        if (spread == null) {
            return null;
        }
        if (NUMBER.matcher(spread).matches()) {
            var rows = Integer.parseInt(spread);
            if (rows >= 1 && rows <= FASTEST) {
                return new Spread.Hourly(rows);
            }
        }
        try {
            var window = Duration.parse(spread);
            if (window.toSeconds() >= 1 && window.compareTo(LONGEST_WINDOW) <= 0) {
                return new Spread.Over(window);
            }
        } catch (DateTimeException _) {
            // Answered below.
        }
        add(
                "spread",
                "spread-invalid",
                "is neither a number of rows an hour nor a window",
                "send rows an hour as 5000, or a window of at most "
                        + LONGEST_WINDOW.toDays()
                        + " days as PT6H");
        return null;
    }

    private @Nullable Instant instant(String name) {
        var text = given(name);
        if (text == null) {
            return null;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeException _) {
            add(
                    name,
                    "not-an-instant",
                    "is not an instant",
                    "write it in UTC, as 2026-11-25T08:00:00Z");
            return null;
        }
    }

    private <T> T word(String name, T usual, Map<String, T> words) {
        var word = given(name);
        if (word == null) {
            return usual;
        }
        var meaning = words.get(word);
        if (meaning == null) {
            add(
                    name,
                    "unknown-word",
                    "is none of the words known here",
                    "send " + String.join(" or ", sorted(words.keySet())) + ", or leave it out");
            return usual;
        }
        return meaning;
    }

    private static List<String> sorted(Set<String> words) {
        return words.stream().sorted().toList();
    }

    private @Nullable String given(String name) {
        var value = fields.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private void add(String field, String code, String problem, String remedy) {
        faults.add(new Fault(field, code, problem, remedy));
    }
}
