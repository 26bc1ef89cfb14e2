package fr.gouv.notifications.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.gateway.problem.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimePolicyTest {

    private static final Instant NOW = Instant.parse("2026-11-25T08:00:00Z");
    private static final Duration VALIDITY = Duration.ofMinutes(10);

    private final List<Fault> faults = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "2026-12-01T09:00:00Z, 2026-12-01T09:00:00Z",
        "2026-12-01T09:00Z, 2026-12-01T09:00:00Z",
        "2026-12-01T09:00:00+01:00, 2026-12-01T08:00:00Z",
        "2026-12-01T09:00:00-04:00, 2026-12-01T13:00:00Z",
        "2026-12-01T09:00:00.250+01:00, 2026-12-01T08:00:00.250Z",
        "2026-12-01T09:00:00+01:00[Europe/Paris], 2026-12-01T08:00:00Z",
        "2027-03-28T02:30:00+01:00, 2027-03-28T01:30:00Z",
        "2027-11-26T08:00:00Z, 2027-11-26T08:00:00Z"
    })
    void aTimeWithAZoneIsOneInstant(String given, Instant instant) {
        var times = times(given, null);

        assertThat(faults).isEmpty();
        assertThat(times.notBefore()).isEqualTo(instant);
        assertThat(times.expiresAt()).isEqualTo(instant.plus(VALIDITY));
        assertThat(times.waits(NOW)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-12-01",
                "2026-12-01T09:00:00",
                "2026-12-01T09:00",
                "2026-12-01 09:00:00",
                "2026-12-01T09:00:00.5"
            })
    void aTimeWithoutAZoneIsRefusedAndSaysWhy(String given) {
        times(given, given);

        assertThat(faults).extracting(Fault::code).containsExactly("no-zone", "no-zone");
        assertThat(faults).extracting(Fault::field).containsExactly("notBefore", "expiresAt");
        assertThat(faults.getFirst().remedy()).contains("+01:00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "demain",
                "1764000000",
                "01/12/2026 09:00",
                "2026-02-30T09:00:00Z",
                "2026-12-01T25:00:00Z",
                "2026-12-01T09:00:00Z\nZ",
                "+999999999999-12-01T09:00:00Z"
            })
    void whatIsNoTimeIsRefused(String given) {
        times(given, null);

        assertThat(faults).extracting(Fault::code).containsExactly("not-an-instant");
    }

    @ParameterizedTest
    @CsvSource({
        // more than a year
        "2027-11-26T08:00:01Z, , notBefore too-far",
        "+999999999-01-01T00:00:00Z, , notBefore too-far",
        // the end is not after the start
        "2026-12-01T08:00:00Z, 2026-12-01T08:00:00Z, expiresAt not-after-not-before",
        "2026-12-01T08:00:00Z, 2026-12-01T08:30:00+01:00, expiresAt not-after-not-before",
        // a start in the past does not make an end in the past right
        "2026-11-20T08:00:00Z, 2026-11-21T08:00:00Z, expiresAt past",
        ", 2026-11-25T08:00:00Z, expiresAt past",
        ", 2026-12-25T08:00:01Z, expiresAt too-far",
        "2026-12-01T08:00:00Z, 2026-12-31T08:00:01Z, expiresAt too-far"
    })
    void whatCannotBeIsRefused(@Nullable String notBefore, @Nullable String end, String fault) {
        times(notBefore, end);

        assertThat(faults)
                .extracting(each -> each.field() + " " + each.code())
                .containsExactly(fault);
    }

    @Test
    void anEndBeforeTheStartNamesBoth() {
        times("2026-12-02T08:00:00Z", "2026-12-01T08:00:00Z");

        assertThat(faults.getFirst().problem())
                .contains("2026-12-02T08:00:00Z", "2026-12-01T08:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-25T07:59:59Z,",
        "2020-01-01T00:00:00Z,",
        "2026-11-25T08:00:00Z,",
        "2026-11-25T08:00:05Z, 2026-11-25T08:00:05Z"
    })
    void whatIsPastOrSoonLeavesAtOnce(String given, @Nullable Instant kept) {
        var times = times(given, null);

        assertThat(faults).isEmpty();
        assertThat(times.notBefore()).isEqualTo(kept);
        assertThat(times.waits(NOW)).isFalse();
    }

    @Test
    void theEndThatIsGivenWins() {
        assertThat(times("2026-12-01T08:00:00Z", "2026-12-31T08:00:00Z").expiresAt())
                .isEqualTo(Instant.parse("2026-12-31T08:00:00Z"));
        assertThat(times(null, null).expiresAt()).isEqualTo(NOW.plus(VALIDITY));
        assertThat(faults).isEmpty();
    }

    private TimePolicy.Times times(@Nullable String notBefore, @Nullable String expiresAt) {
        return TimePolicy.times(notBefore, expiresAt, VALIDITY, NOW, faults);
    }
}
