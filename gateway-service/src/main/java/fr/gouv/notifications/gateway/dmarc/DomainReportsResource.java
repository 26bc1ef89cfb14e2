package fr.gouv.notifications.gateway.dmarc;

import fr.gouv.notifications.gateway.dmarc.DmarcPolicy.Origin;
import fr.gouv.notifications.gateway.doctor.DoctorConfig;
import fr.gouv.notifications.gateway.problem.Fault;
import fr.gouv.notifications.gateway.problem.Problem;
import fr.gouv.notifications.gateway.sender.OwnDomains;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.net.InetAddress;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What mailbox providers say of e-mails in the name of a domain. */
@Path("/v1/domains/{domain}/reports")
@Produces(MediaType.APPLICATION_JSON)
@PermissionsAllowed({"notifications:manage", "notifications:admin"})
@Tag(name = "Senders", description = "In whose name e-mails are written, and what their DNS says")
class DomainReportsResource {

    private static final int USUAL_DAYS = 30;
    private static final int MOST_DAYS = 366;

    private static final String EXAMPLE =
            """
            {"domain":"notif.caf92.example","from":"2026-10-29","to":"2026-11-27","messages":1214,\
            "passed":1195,"passRate":98.4,"sentence":"Sur 1 214 courriels vus en 30 jours au nom de ce\
             domaine, 98,4 % sont authentifiés.","sources":[{"source":"192.0.2.1","ours":true,\
            "messages":1200,"passed":1195,"passRate":99.6,"dkimAligned":1195,"spfAligned":1180,\
            "quarantined":0,"rejected":0,"reportedBy":["mail.example"],"sentence":"Un relais de la\
             plateforme : tout va bien."},{"source":"2001:db8:0:0:0:0:0:9","ours":false,"messages":14,\
            "passed":0,"passRate":0.0,"dkimAligned":0,"spfAligned":0,"quarantined":2,"rejected":12,\
            "reportedBy":["mail.example"],"sentence":"Un serveur inconnu écrit en votre nom sans être\
             authentifié : un outil oublié, ou une usurpation."}]}""";

    private final OwnDomains own;
    private final DomainReports reports;
    private final Set<String> relays;
    private final InstantSource clock;

    DomainReportsResource(
            OwnDomains own, DomainReports reports, DoctorConfig doctor, InstantSource clock) {
        this.own = own;
        this.reports = reports;
        this.relays =
                doctor.relays().orElse(List.of()).stream()
                        .map(DomainReportsResource::written)
                        .collect(Collectors.toUnmodifiableSet());
        this.clock = clock;
    }

    /** In the form in which reports are counted. */
    private static String written(String address) {
        try {
            return InetAddress.ofLiteral(address.strip()).getHostAddress();
        } catch (IllegalArgumentException _) {
            return address;
        }
    }

    @GET
    @RunOnVirtualThread
    @Operation(
            summary = "Read who writes in the name of a domain, and whether it is authenticated",
            description =
                    "Sums of the aggregate reports that mailbox providers send by DMARC, by server, the"
                            + " largest first. Anybody can make such a report up: it is a clue, no proof."
                            + " Relays of the platform are ours.")
    @APIResponse(
            responseCode = "200",
            description = "The sums",
            content =
                    @Content(
                            schema = @Schema(implementation = View.class),
                            examples = @ExampleObject(name = "two servers", value = EXAMPLE)))
    @APIResponse(responseCode = "404", description = "There is no such domain of yours")
    @APIResponse(responseCode = "422", description = "The number of days is none")
    public View read(
            @PathParam("domain") String name,
            @Parameter(description = "How many days back, 1 to 366; 30 without") @QueryParam("days")
                    @Nullable String days) {
        var domain = own.nameOfVisible(name);
        var count = days(days);
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        var from = today.minusDays(count - 1L);
        var sources = reports.since(domain, from);
        var messages = sources.stream().mapToLong(SourceCount::messages).sum();
        var passed = sources.stream().mapToLong(SourceCount::passed).sum();
        return new View(
                domain,
                from,
                today,
                messages,
                passed,
                DmarcPolicy.rate(messages, passed),
                DmarcPolicy.summary(sources, count),
                sources.stream().map(this::source).toList());
    }

    private static int days(@Nullable String written) {
        if (written == null) {
            return USUAL_DAYS;
        }
        if (written.matches("[1-9]\\d{0,2}") && Integer.parseInt(written) <= MOST_DAYS) {
            return Integer.parseInt(written);
        }
        throw Problem.invalid(
                        List.of(
                                new Fault(
                                        "days",
                                        "out-of-range",
                                        "is no number of days",
                                        "send 1 to " + MOST_DAYS)))
                .refused();
    }

    private Source source(SourceCount count) {
        var ours = relays.contains(count.source());
        return new Source(
                count.source(),
                ours,
                count.messages(),
                count.passed(),
                DmarcPolicy.rate(count.messages(), count.passed()),
                count.dkimAligned(),
                count.spfAligned(),
                count.quarantined(),
                count.rejected(),
                count.organisations(),
                DmarcPolicy.sentence(count, ours ? Origin.OURS : Origin.UNKNOWN));
    }

    /**
     * Sums of some days.
     *
     * @param passRate in per cent
     * @param sources the 200 largest at most
     */
    @Schema(name = "DomainReports")
    record View(
            String domain,
            LocalDate from,
            LocalDate to,
            long messages,
            long passed,
            double passRate,
            @Schema(description = "In French") String sentence,
            List<Source> sources) {}

    /** One server. */
    @Schema(name = "DomainReportSource")
    record Source(
            @Schema(
                            description = "Its address, or others: those that were not named",
                            examples = "192.0.2.1")
                    String source,
            @Schema(description = "Whether it is a relay of the platform") boolean ours,
            long messages,
            @Schema(description = "Pass DMARC: by an aligned signature or an aligned sender")
                    long passed,
            @Schema(description = "In per cent") double passRate,
            long dkimAligned,
            long spfAligned,
            long quarantined,
            long rejected,
            @Schema(description = "Who counted them, as they call themselves")
                    List<String> reportedBy,
            @Schema(description = "In French") String sentence) {}
}
