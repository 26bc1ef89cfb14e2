package fr.gouv.notifications.dispatch.dmarc;

import static fr.gouv.notifications.dispatch.dmarc.DmarcMails.BEGIN;
import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.contracts.DomainReported;
import fr.gouv.notifications.dispatch.dmarc.DmarcReport.Disposition;
import fr.gouv.notifications.dispatch.dmarc.DmarcReport.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DmarcPolicyTest {

    private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");

    @Test
    void addsUpWhatCameFromOneServerInTheNameOfOneDomain() {
        var told =
                told(
                        new Row("a.example", "192.0.2.1", 10, true, false, Disposition.NONE),
                        new Row("a.example", "192.0.2.1", 5, false, false, Disposition.REJECT),
                        new Row("a.example", "192.0.2.1", 2, false, true, Disposition.QUARANTINE),
                        new Row("b.example", "192.0.2.1", 50, true, true, Disposition.NONE));

        assertThat(told.day()).isEqualTo(LocalDate.of(2026, 11, 26));
        assertThat(told.rows())
                .containsExactly(
                        new DomainReported.Row("b.example", "192.0.2.1", 50, 50, 50, 50, 0, 0),
                        new DomainReported.Row("a.example", "192.0.2.1", 17, 12, 10, 2, 2, 5));
    }

    @Test
    void namesTheLargestAndAddsUpTheOthers() {
        var rows = new ArrayList<Row>();
        for (var i = 0; i < 300; i++) {
            rows.add(new Row("a.example", "192.0.2." + i, 1_000 - i, true, true, Disposition.NONE));
        }
        rows.add(new Row("strange.example", "192.0.2.1", 1, true, true, Disposition.NONE));

        var told = told(rows.toArray(Row[]::new)).rows();

        assertThat(told).hasSize(DmarcPolicy.MOST_ROWS + 1);
        assertThat(told.getLast().source()).isEqualTo(DomainReported.OTHERS);
        assertThat(told.stream().mapToLong(DomainReported.Row::messages).sum())
                .isEqualTo(300 * 1_000 - 299 * 300 / 2);
    }

    @Test
    void theSameReportIsTheSameFactHoweverItIsWritten() {
        var row = new Row("a.example", "192.0.2.1", 1, true, true, Disposition.NONE);
        var one = new DmarcReport("Mail.Example", "r-1", "a.example", BEGIN, List.of(row));
        var again = new DmarcReport("mail.example", "r-1", "a.example", BEGIN, List.of(row, row));
        var other = new DmarcReport("mail.example", "r-1", "b.example", BEGIN, List.of(row));

        assertThat(id(one)).isEqualTo(id(again)).isNotEqualTo(id(other));
    }

    @Test
    void tellsNothingOfOtherTimesOrOfNothing() {
        var row = new Row("a.example", "192.0.2.1", 1, true, true, Disposition.NONE);
        var old = NOW.minus(DmarcPolicy.OLDEST).minusSeconds(1);

        assertThat(at(old, row)).isEmpty();
        assertThat(at(NOW.plus(Duration.ofDays(2)), row)).isEmpty();
        assertThat(at(Instant.ofEpochSecond(999_999_999_999L), row)).isEmpty();
        assertThat(at(BEGIN)).isEmpty();
        assertThat(at(old.plusSeconds(1), row)).isPresent();
    }

    private static UUID id(DmarcReport report) {
        return DmarcPolicy.told(report, NOW).orElseThrow().reportId();
    }

    private static Optional<DomainReported> at(Instant begin, Row... rows) {
        return DmarcPolicy.told(
                new DmarcReport("mail.example", "r-1", "a.example", begin, List.of(rows)), NOW);
    }

    private static DomainReported told(Row... rows) {
        return at(BEGIN, rows).orElseThrow();
    }
}
