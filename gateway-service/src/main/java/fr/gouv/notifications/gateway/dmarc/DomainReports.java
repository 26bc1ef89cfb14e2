package fr.gouv.notifications.gateway.dmarc;

import static jakarta.transaction.Transactional.TxType.MANDATORY;

import fr.gouv.notifications.contracts.DomainReported;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** The rows of what mailbox providers counted. */
@ApplicationScoped
class DomainReports {

    private static final int MOST_SOURCES = 200;

    /** Longer than dispatch believes a report: an older one is not told again. */
    static final int REMEMBERED_DAYS = 40;

    private final EntityManager database;

    DomainReports(EntityManager database) {
        this.database = database;
    }

    /** The domain of ours that is this one, or in which it lies: the closest. */
    @Transactional(MANDATORY)
    Optional<String> ours(String domain) {
        List<?> found =
                database.createNativeQuery(
                                """
                                select domain from sending_domain
                                where domain = :name or right(:name, length(domain) + 1) = '.' || domain
                                order by length(domain) desc limit 1
                                """,
                                String.class)
                        .setParameter("name", domain)
                        .getResultList();
        return found.stream().map(String.class::cast).findFirst();
    }

    /** Remembers a report; {@code false} when it was counted before. */
    @Transactional(MANDATORY)
    boolean remember(DomainReported report, LocalDate today) {
        return database.createNativeQuery(
                                "insert into domain_report (id, day) values (:id, :day) on conflict do nothing")
                        .setParameter("id", report.reportId())
                        .setParameter("day", today)
                        .executeUpdate()
                > 0;
    }

    /** Adds a row of a report to the counts; a new count only while there are not too many of that day. */
    @Transactional(MANDATORY)
    void add(String domain, DomainReported report, DomainReported.Row row, int mostCounts) {
        database.createNativeQuery(
                        """
                        insert into domain_report_count (domain, day, organisation, source, messages, passed,
                            dkim_aligned, spf_aligned, quarantined, rejected)
                        select :domain, :day, :organisation, :source, :messages, :passed, :dkim, :spf,
                            :quarantined, :rejected
                        where exists (select 1 from domain_report_count where domain = :domain and day = :day
                                and organisation = :organisation and source = :source)
                            or (select count(*) from domain_report_count
                                where domain = :domain and day = :day) < :most
                        on conflict (domain, day, organisation, source) do update
                        set messages = domain_report_count.messages + excluded.messages,
                            passed = domain_report_count.passed + excluded.passed,
                            dkim_aligned = domain_report_count.dkim_aligned + excluded.dkim_aligned,
                            spf_aligned = domain_report_count.spf_aligned + excluded.spf_aligned,
                            quarantined = domain_report_count.quarantined + excluded.quarantined,
                            rejected = domain_report_count.rejected + excluded.rejected
                        """)
                .setParameter("domain", domain)
                .setParameter("day", report.day())
                .setParameter("organisation", report.organisation())
                .setParameter("source", row.source())
                .setParameter("messages", row.messages())
                .setParameter("passed", row.passed())
                .setParameter("dkim", row.dkimAligned())
                .setParameter("spf", row.spfAligned())
                .setParameter("quarantined", row.quarantined())
                .setParameter("rejected", row.rejected())
                .setParameter("most", mostCounts)
                .executeUpdate();
    }

    /** What came in the name of this domain since that day, by server, the largest first. */
    @Transactional
    List<SourceCount> since(String domain, LocalDate day) {
        List<?> rows =
                database.createNativeQuery(
                                """
                                select source, cast(sum(messages) as bigint) as messages,
                                    cast(sum(passed) as bigint) as passed,
                                    cast(sum(dkim_aligned) as bigint) as dkim,
                                    cast(sum(spf_aligned) as bigint) as spf,
                                    cast(sum(quarantined) as bigint) as quarantined,
                                    cast(sum(rejected) as bigint) as rejected,
                                    string_agg(distinct organisation, E'\\n' order by organisation) as organisations
                                from domain_report_count where domain = :domain and day >= :day
                                group by source order by 2 desc, source limit :most
                                """,
                                Tuple.class)
                        .setParameter("domain", domain)
                        .setParameter("day", day)
                        .setParameter("most", MOST_SOURCES)
                        .getResultList();
        return rows.stream().map(row -> count((Tuple) row)).toList();
    }

    private static SourceCount count(Tuple row) {
        return new SourceCount(
                row.get("source", String.class),
                row.get("messages", Long.class),
                row.get("passed", Long.class),
                row.get("dkim", Long.class),
                row.get("spf", Long.class),
                row.get("quarantined", Long.class),
                row.get("rejected", Long.class),
                row.get("organisations", String.class).lines().toList());
    }

    /** Forgets counts of days before this one; returns how many. */
    @Transactional
    int forgetCounts(LocalDate before, int atMost) {
        return forget("domain_report_count", before, atMost);
    }

    /** Forgets which reports were counted before this day; returns how many. */
    @Transactional
    int forgetReports(LocalDate before, int atMost) {
        return forget("domain_report", before, atMost);
    }

    private int forget(String table, LocalDate before, int atMost) {
        return database.createNativeQuery(
                        """
                        delete from %1$s where ctid = any (array(
                            select ctid from %1$s where day < :before
                            order by day limit :most for update skip locked))
                        """
                                .formatted(table))
                .setParameter("before", before)
                .setParameter("most", atMost)
                .executeUpdate();
    }
}
