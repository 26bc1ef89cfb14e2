package fr.gouv.notifications.dispatch.pace;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * So many messages in so much time, at most.
 *
 * @param messages at least one
 */
record Rate(int messages, Duration per) {

    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,7})/(s|min|h|d)");

    /** Above it, a rate is kept in each tenth of its time too: no hour begins with all its messages. */
    private static final int SMOOTHED_FROM = 20;

    Rate {
        if (messages < 1 || per.isNegative() || per.isZero()) {
            throw new IllegalArgumentException(
                    "a rate lets at least one message pass, in some time");
        }
    }

    /**
     * As it is written in the table: {@code 100/s}, {@code 10/min}, {@code 100/h}.
     *
     * @throws IllegalArgumentException when it is written otherwise
     */
    static Rate of(String written) {
        var found = WRITTEN.matcher(written.strip());
        if (!found.matches()) {
            throw new IllegalArgumentException(
                    "'%s' is no rate: write it as 100/s, 10/min, 100/h or 1000/d"
                            .formatted(written));
        }
        return new Rate(
                Integer.parseInt(found.group(1)),
                switch (found.group(2)) {
                    case "s" -> Duration.ofSeconds(1);
                    case "min" -> Duration.ofMinutes(1);
                    case "h" -> Duration.ofHours(1);
                    default -> Duration.ofDays(1);
                });
    }

    /** A part of it; when that is less than one message, one in a time that is as much longer. */
    Rate times(double part) {
        var exact = messages * part;
        if (exact >= 1) {
            return new Rate((int) Math.min(exact, Integer.MAX_VALUE), per);
        }
        return new Rate(1, Duration.ofNanos((long) Math.min(per.toNanos() / exact, 1e18)));
    }

    /** The same, spread over its time: whoever keeps this one keeps that one. */
    Rate smoothed() {
        return messages < SMOOTHED_FROM || per.compareTo(Duration.ofSeconds(1)) <= 0
                ? this
                : new Rate(messages / 10, per.dividedBy(10));
    }

    /** From one message to the next, on average. */
    Duration interval() {
        return per.dividedBy(messages);
    }

    @Override
    public String toString() {
        return messages + " / " + per;
    }
}
