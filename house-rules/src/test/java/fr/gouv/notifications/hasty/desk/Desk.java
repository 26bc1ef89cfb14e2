package fr.gouv.notifications.hasty.desk;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.function.Supplier;

/** Asks in every way there is. */
@SuppressWarnings({"JavaUtilDate", "TimeUnitMismatch"})
class Desk {

    final Instant now = Instant.now();
    final LocalDate today = LocalDate.now(ZoneOffset.UTC);
    final long millis = System.currentTimeMillis();
    final Supplier<Instant> later = Instant::now;
    final Clock clock = Clock.systemUTC();
    final InstantSource source = InstantSource.system();
    final Date date = new Date();
}
