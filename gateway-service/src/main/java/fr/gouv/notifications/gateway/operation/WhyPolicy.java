package fr.gouv.notifications.gateway.operation;

import fr.gouv.notifications.contracts.FlowChanged;
import fr.gouv.notifications.contracts.Lane;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says in French why messages wait, for those who are asked on the telephone. */
final class WhyPolicy {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MM/yyyy 'à' HH 'h' mm", Locale.FRENCH)
                    .withZone(ZoneId.of("Europe/Paris"));

    private static final String OPEN = "open";
    private static final String CLOSED = "closed";

    /** Everything that keeps messages back now. */
    static List<Why> all(List<Pause> pauses, List<Providers.Standing> providers, List<Flow> flows) {
        var all = new ArrayList<Why>();
        pauses.forEach(pause -> all.add(of(pause)));
        providers.stream()
                .filter(standing -> !standing.breaker().equals(CLOSED))
                .forEach(standing -> all.add(of(standing)));
        flows.forEach(flow -> all.add(of(flow)));
        return List.copyOf(all);
    }

    static Why of(Pause pause) {
        var what =
                switch (pause.kind()) {
                    case CHANNEL -> "Le canal " + channel(pause.name()) + " est suspendu";
                    case PROVIDER -> "Le fournisseur " + pause.name() + " est suspendu";
                    case SERVICE -> "Les envois du service " + pause.name() + " sont suspendus";
                    case BATCH -> "L’envoi en nombre " + pause.name() + " est suspendu";
                };
        var lane = pause.lane();
        var part =
                lane == null
                        ? ""
                        : lane == Lane.BULK
                                ? " Seuls les envois en nombre attendent ; les codes et les envois"
                                        + " unitaires partent."
                                : " Seuls les envois prioritaires attendent.";
        return new Why(
                pause.kind().word(),
                pause.name(),
                lane == null ? null : Flows.word(lane),
                "held",
                "pause",
                pause.since(),
                null,
                null,
                "%s depuis le %s par %s : « %s ».%s Les messages retenus gardent leur échéance et partent à la reprise."
                        .formatted(what, time(pause.since()), pause.actor(), pause.reason(), part));
    }

    static Why of(Providers.Standing standing) {
        var isOpen = standing.breaker().equals(OPEN);
        var cause = standing.why() == null ? "" : " (" + standing.why() + ")";
        return new Why(
                "provider",
                standing.provider(),
                null,
                "held",
                "breaker",
                standing.since(),
                null,
                null,
                (isOpen
                                ? "Le fournisseur %s (%s) ne fonctionne pas depuis le %s%s : ses messages passent par"
                                        + " un autre relais s’il y en a un, sinon ils attendent. Il est sondé au moins"
                                        + " toutes les 30 secondes et l’envoi reprend de lui-même."
                                : "Le fournisseur %s (%s), en panne depuis le %s%s, répond de nouveau : un seul message"
                                        + " est à l’essai, l’envoi reprend s’il est accepté.")
                        .formatted(
                                standing.provider(),
                                channel(standing.channel()),
                                time(standing.since()),
                                cause));
    }

    static Why of(Flow flow) {
        return new Why(
                Flows.word(flow.target()),
                flow.name(),
                switch (flow.target()) {
                    case SERVICE -> "bulk";
                    case MAILBOX_PROVIDER -> null;
                },
                Flows.word(flow.state()),
                flow.rule() == null ? "none" : flow.rule(),
                flow.since(),
                flow.until(),
                flow.waiting(),
                switch (flow.target()) {
                    case SERVICE -> ofService(flow);
                    case MAILBOX_PROVIDER -> ofMailboxes(flow);
                });
    }

    private static String ofMailboxes(Flow flow) {
        var said = flow.why() == null ? "" : " (" + flow.why() + ")";
        var begun = time(flow.since());
        var sentence =
                switch (flow.state()) {
                    case HELD ->
                            "%s demande de ralentir%s depuis le %s : rien ne lui est remis avant le %s ; l’envoi reprend ensuite à %d %% du rythme habituel."
                                    .formatted(
                                            flow.name(),
                                            said,
                                            begun,
                                            time(flow.until()),
                                            flow.pace());
                    case SLOWED -> slowed(flow, said, begun);
                    case WATCHED, FREE -> "Les messages vers %s partent.".formatted(flow.name());
                };
        return sentence + waiting(flow);
    }

    private static String slowed(Flow flow, String said, String begun) {
        var rule = flow.rule() == null ? "" : flow.rule();
        return switch (rule) {
            case "held" ->
                    "Les messages vers %s partent à %d %% du rythme habituel, car ce fournisseur a demandé de ralentir%s ; le rythme habituel revient vers le %s si rien d’autre ne se passe."
                            .formatted(flow.name(), flow.pace(), said, time(flow.until()));
            case "warm-up" ->
                    "Montée en charge d’un nouvel expéditeur : le nombre de messages permis aujourd’hui vers %s est atteint ; la suite part à partir de demain."
                            .formatted(flow.name());
            case "connections" ->
                    "%s n’accepte qu’un petit nombre de messages à la fois : les autres attendent leur tour depuis le %s et partent d’eux-mêmes."
                            .formatted(flow.name(), begun);
            default ->
                    "%s n’accepte qu’un certain nombre de messages par période : les autres attendent leur tour depuis le %s et partent d’eux-mêmes."
                            .formatted(flow.name(), begun);
        };
    }

    private static String ofService(Flow flow) {
        var count = counted(flow.rule(), flow.failed(), flow.messages());
        return switch (flow.state()) {
            case HELD ->
                    "%s par le service %s. Ses envois en nombre sont suspendus depuis le %s pour protéger la réputation de tous ; ses codes et envois unitaires partent. %s Un administrateur les libère par DELETE /v1/operations/pauses/service/%s.%s"
                            .formatted(
                                    count,
                                    flow.name(),
                                    time(flow.since()),
                                    remedy(flow.rule()),
                                    flow.name(),
                                    waiting(flow));
            case WATCHED ->
                    "%s par le service %s. Rien n’est retenu pour l’instant. %s"
                            .formatted(count, flow.name(), remedy(flow.rule()));
            case SLOWED, FREE -> "Rien ne retient les envois du service %s.".formatted(flow.name());
        };
    }

    /** Why a pause was ordered by the platform itself. */
    static String reason(FlowChanged changed) {
        return counted(changed.rule(), changed.failed(), changed.messages())
                + " : envois en nombre suspendus automatiquement";
    }

    private static String counted(@Nullable String rule, long failed, long messages) {
        var part = messages == 0 ? 0 : 100.0 * failed / messages;
        return "complaints".equals(rule)
                ? String.format(
                        Locale.FRENCH,
                        "%.2f %% de plaintes pour courrier indésirable en 24 h (%d sur %d e-mails envoyés)",
                        part,
                        failed,
                        messages)
                : String.format(
                        Locale.FRENCH,
                        "%.1f %% d’adresses mortes en 24 h (%d sur %d e-mails envoyés)",
                        part,
                        failed,
                        messages);
    }

    private static String remedy(@Nullable String rule) {
        return "complaints".equals(rule)
                ? "Vérifiez que les destinataires attendent ces messages et peuvent s’en désabonner."
                : "Vérifiez l’origine et l’âge de la liste d’adresses.";
    }

    private static String waiting(Flow flow) {
        return switch ((int) Math.min(flow.waiting(), 2)) {
            case 0 -> "";
            case 1 -> " Un message attend.";
            default -> " Environ %d messages attendent.".formatted(flow.waiting());
        };
    }

    private static String time(@Nullable Instant instant) {
        return instant == null ? "moment où un administrateur le décide" : TIME.format(instant);
    }

    private static String channel(String word) {
        return switch (word) {
            case "email" -> "e-mail";
            case "letter" -> "courrier";
            default -> "SMS";
        };
    }

    private WhyPolicy() {}
}
