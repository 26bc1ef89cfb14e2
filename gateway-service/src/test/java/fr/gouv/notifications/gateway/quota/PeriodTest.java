package fr.gouv.notifications.gateway.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeriodTest {

    @ParameterizedTest
    @CsvSource({
        "MINUTE, 2026-11-25T10:30:59.999Z, 2026-11-25T10:30:00Z, 2026-11-25T10:31:00Z",
        "MINUTE, 2026-11-25T10:31:00Z, 2026-11-25T10:31:00Z, 2026-11-25T10:32:00Z",
        "DAY, 2026-11-25T22:59:59Z, 2026-11-24T23:00:00Z, 2026-11-25T23:00:00Z",
        "DAY, 2026-11-25T23:00:00Z, 2026-11-25T23:00:00Z, 2026-11-26T23:00:00Z",
        "DAY, 2026-07-14T21:59:59Z, 2026-07-13T22:00:00Z, 2026-07-14T22:00:00Z",
        "MONTH, 2026-10-31T22:59:59Z, 2026-09-30T22:00:00Z, 2026-10-31T23:00:00Z",
        "MONTH, 2026-12-31T23:00:00Z, 2026-12-31T23:00:00Z, 2027-01-31T23:00:00Z"
    })
    void daysAndMonthsAreThoseOfParis(Period period, Instant now, Instant start, Instant end) {
        assertThat(period.at(now)).isEqualTo(new Window(start, end));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-29T01:30:00Z, PT23H",
        "2026-10-25T01:30:00Z, PT25H",
        "2026-10-24T12:00:00Z, PT24H"
    })
    void aDayOnWhichTheClocksChangeIsAsLongAsItIs(Instant now, Duration length) {
        assertThat(Period.DAY.at(now).length()).isEqualTo(length);
    }

    @Test
    void whoWaitsAsLongAsIsSaidDoesNotComeTooEarly() {
        var window = Period.MINUTE.at(Instant.parse("2026-11-25T10:30:00Z"));

        assertThat(window.left(Instant.parse("2026-11-25T10:30:20.001Z"))).hasSeconds(40);
        assertThat(window.left(Instant.parse("2026-11-25T10:30:20Z"))).hasSeconds(40);
        assertThat(window.left(Instant.parse("2026-11-25T10:30:59.9Z"))).hasSeconds(1);
        assertThat(window.left(Instant.parse("2026-11-25T10:31:01Z"))).hasSeconds(1);
    }
}
