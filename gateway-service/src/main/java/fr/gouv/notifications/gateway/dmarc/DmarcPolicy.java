package fr.gouv.notifications.gateway.dmarc;

import fr.gouv.notifications.contracts.DomainReported;
import java.util.List;
import java.util.Locale;

/** Says in French what counts mean. */
final class DmarcPolicy {

    private static final double GOOD = 98;

    /** The part that passed, in per cent with one decimal; never 100 while one did not, never 0 while one did. */
    static double rate(long messages, long passed) {
        if (messages == 0 || passed == messages) {
            return messages == 0 ? 0 : 100;
        }
        var rounded = Math.round(passed * 1_000.0 / messages) / 10.0;
        return passed == 0 ? 0 : Math.clamp(rounded, 0.1, 99.9);
    }

    /** Of all servers together. */
    static String summary(List<SourceCount> sources, int days) {
        var messages = sources.stream().mapToLong(SourceCount::messages).sum();
        if (messages == 0) {
            return "Aucun rapport reçu sur les "
                    + days
                    + " derniers jours : vérifiez que l'enregistrement DMARC du domaine demande des"
                    + " rapports (rua).";
        }
        var passed = sources.stream().mapToLong(SourceCount::passed).sum();
        return "Sur "
                + number(messages)
                + " courriels vus en "
                + days
                + " jours au nom de ce domaine, "
                + percent(rate(messages, passed))
                + " sont authentifiés.";
    }

    /** Of one server, and what may have to be done. */
    static String sentence(SourceCount count, Origin origin) {
        var rate = rate(count.messages(), count.passed());
        if (count.source().equals(DomainReported.OTHERS)) {
            return "Autres serveurs réunis : " + percent(rate) + " authentifiés.";
        }
        if (origin == Origin.OURS) {
            return rate >= GOOD
                    ? "Un relais de la plateforme : tout va bien."
                    : "Un relais de la plateforme dont une partie des courriels n'est pas authentifiée :"
                            + " vérifiez les clés publiées et le SPF avec « /check ».";
        }
        if (rate >= GOOD) {
            return "Un autre serveur qui écrit en votre nom, correctement authentifié : est-il le vôtre ?";
        }
        return count.passed() == 0
                ? "Un serveur inconnu écrit en votre nom sans être authentifié : un outil oublié, ou une"
                        + " usurpation."
                : "Un serveur inconnu, authentifié en partie : souvent un transfert de courriels, parfois"
                        + " un outil mal réglé.";
    }

    /** Whose server it is. */
    enum Origin {
        OURS,
        UNKNOWN
    }

    private static String percent(double rate) {
        return String.format(Locale.FRENCH, rate == Math.rint(rate) ? "%.0f %%" : "%.1f %%", rate);
    }

    private static String number(long count) {
        return String.format(Locale.FRENCH, "%,d", count)
                .replace('\u202f', ' ')
                .replace('\u00a0', ' ');
    }

    private DmarcPolicy() {}
}
