package fr.gouv.notifications.gateway.dmarc;

import fr.gouv.notifications.contracts.DomainReported;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Counts what is reported of domains that are ours, once for each report. */
@ApplicationScoped
class HearDomains {

    private final DomainReports reports;
    private final DmarcConfig config;
    private final InstantSource clock;

    HearDomains(DomainReports reports, DmarcConfig config, InstantSource clock) {
        this.reports = reports;
        this.config = config;
        this.clock = clock;
    }

    /** A report that was counted before, or that speaks of no domain of ours, changes nothing. */
    @Transactional
    void hear(List<DomainReported> heard) {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        for (var report : heard) {
            var ours = ours(report);
            if (!ours.isEmpty() && reports.remember(report, today)) {
                for (var row : report.rows()) {
                    var domain = ours.get(row.domain());
                    if (domain != null) {
                        reports.add(domain, report, row, config.mostCounts());
                    }
                }
            }
        }
    }

    private Map<String, String> ours(DomainReported report) {
        return report.rows().stream()
                .map(DomainReported.Row::domain)
                .distinct()
                .map(name -> Map.entry(name, reports.ours(name)))
                .filter(it -> it.getValue().isPresent())
                .collect(
                        Collectors.toUnmodifiableMap(
                                Map.Entry::getKey, it -> it.getValue().orElseThrow()));
    }
}
