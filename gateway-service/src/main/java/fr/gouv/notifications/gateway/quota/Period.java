package fr.gouv.notifications.gateway.quota;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;

/** How long a limit counts. Days and months are those of Paris, whatever the machine thinks. */
enum Period {
    MINUTE("minute", ChronoUnit.MINUTES),
    DAY("day", ChronoUnit.DAYS),
    MONTH("month", ChronoUnit.MONTHS);

    static final ZoneId ZONE = ZoneId.of("Europe/Paris");

    private final String word;
    private final ChronoUnit unit;

    Period(String word, ChronoUnit unit) {
        this.word = word;
        this.unit = unit;
    }

    String word() {
        return word;
    }

    /** The window to which this instant belongs. */
    Window at(Instant instant) {
        var here = instant.atZone(ZONE);
        var start =
                switch (this) {
                    case MINUTE -> here.truncatedTo(ChronoUnit.MINUTES);
                    case DAY -> midnight(here);
                    case MONTH -> midnight(here.with(TemporalAdjusters.firstDayOfMonth()));
                };
        return new Window(start.toInstant(), start.plus(1, unit).toInstant());
    }

    private static ZonedDateTime midnight(ZonedDateTime day) {
        return day.toLocalDate().atStartOfDay(ZONE);
    }
}
