package fr.gouv.notifications.dispatch.dmarc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;

import fr.gouv.notifications.contracts.DomainReported;
import fr.gouv.notifications.dispatch.dmarc.DmarcReport.Disposition;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Decides what is told of a report. */
final class DmarcPolicy {

    /** Servers and domains that are named; a report of an honest provider has a handful. */
    static final int MOST_ROWS = 100;

    /** Providers report days, and try for a week or two. */
    static final Duration OLDEST = Duration.ofDays(31);

    private static final Duration AHEAD = Duration.ofDays(1);

    /** The fact; empty when the report is of a time of which nobody reports now, or counts nothing. */
    static Optional<DomainReported> told(DmarcReport report, Instant now) {
        var begin = report.begin();
        if (begin.isBefore(now.minus(OLDEST))
                || begin.isAfter(now.plus(AHEAD))
                || report.rows().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new DomainReported(
                        id(report),
                        now,
                        report.organisation(),
                        LocalDate.ofInstant(begin, ZoneOffset.UTC),
                        sums(report.rows())));
    }

    /** Who counts names its reports uniquely for each domain (RFC 9990). */
    private static UUID id(DmarcReport report) {
        var identity =
                String.join(
                        "\n",
                        report.organisation().toLowerCase(Locale.ROOT),
                        report.id(),
                        report.policyDomain());
        return UUID.nameUUIDFromBytes(identity.getBytes(UTF_8));
    }

    private record Key(String domain, String source) {}

    private static List<DomainReported.Row> sums(List<DmarcReport.Row> rows) {
        var sums = new HashMap<Key, DomainReported.Row>();
        for (var row : rows) {
            add(sums, counted(row));
        }
        var largest = ordered(sums);
        if (largest.size() <= MOST_ROWS) {
            return largest;
        }
        var named = largest.subList(0, MOST_ROWS);
        var others = new HashMap<Key, DomainReported.Row>();
        for (var row : largest.subList(MOST_ROWS, largest.size())) {
            // A domain that is nowhere among the largest is none of ours.
            if (named.stream().anyMatch(it -> it.domain().equals(row.domain()))) {
                add(others, from(row, DomainReported.OTHERS));
            }
        }
        var told = new ArrayList<>(named);
        told.addAll(ordered(others));
        return told;
    }

    private static List<DomainReported.Row> ordered(Map<Key, DomainReported.Row> sums) {
        return sums.values().stream()
                .sorted(
                        comparingLong(DomainReported.Row::messages)
                                .reversed()
                                .thenComparing(DomainReported.Row::domain)
                                .thenComparing(comparing(DomainReported.Row::source)))
                .toList();
    }

    private static void add(Map<Key, DomainReported.Row> sums, DomainReported.Row row) {
        sums.merge(new Key(row.domain(), row.source()), row, DmarcPolicy::sum);
    }

    private static DomainReported.Row sum(DomainReported.Row one, DomainReported.Row other) {
        return new DomainReported.Row(
                one.domain(),
                one.source(),
                one.messages() + other.messages(),
                one.passed() + other.passed(),
                one.dkimAligned() + other.dkimAligned(),
                one.spfAligned() + other.spfAligned(),
                one.quarantined() + other.quarantined(),
                one.rejected() + other.rejected());
    }

    private static DomainReported.Row from(DomainReported.Row row, String source) {
        return new DomainReported.Row(
                row.domain(),
                source,
                row.messages(),
                row.passed(),
                row.dkimAligned(),
                row.spfAligned(),
                row.quarantined(),
                row.rejected());
    }

    private static DomainReported.Row counted(DmarcReport.Row row) {
        var all = row.messages();
        return new DomainReported.Row(
                row.domain(),
                row.source(),
                all,
                row.dkim() || row.spf() ? all : 0,
                row.dkim() ? all : 0,
                row.spf() ? all : 0,
                row.disposition() == Disposition.QUARANTINE ? all : 0,
                row.disposition() == Disposition.REJECT ? all : 0);
    }

    private DmarcPolicy() {}
}
