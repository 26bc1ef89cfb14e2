package fr.gouv.notifications.gateway.status;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.DeliveryReport;
import fr.gouv.notifications.contracts.Overdue;
import fr.gouv.notifications.contracts.PublicStatus;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Response;
import org.jspecify.annotations.Nullable;

/** Says in plain French where a notification is, and why. */
final class Sentences {

    static String of(PublicStatus status, @Nullable Reason reason, @Nullable Channel channel) {
        var sentence =
                switch (status) {
                    case ACCEPTED -> "Le message est accepté et va partir.";
                    case SCHEDULED -> "Le message attend son heure d'envoi.";
                    case IN_PROGRESS -> "Le message est en cours d'envoi.";
                    case SENT ->
                            "Le message est parti"
                                    + by(channel)
                                    + " ; sa remise n'est pas confirmée.";
                    case DELIVERED -> "Le message est arrivé" + by(channel) + ".";
                    case CONFIRMED -> "Le message est arrivé, une preuve le confirme.";
                    case ACKNOWLEDGED -> "Le destinataire a accusé réception du message.";
                    case UNDELIVERABLE -> "Le message n'a pas pu être remis.";
                    case UNKNOWN -> "Le message est peut-être parti : personne ne peut le dire.";
                    case EXPIRED -> "Le message n'est pas parti avant la fin de sa validité.";
                    case CANCELLED -> "Le message a été annulé.";
                    case SUPPRESSED -> "Le message n'a pas été envoyé.";
                    case REJECTED -> "La demande a été refusée.";
                };
        return reason == null || saysItself(status, reason)
                ? sentence
                : sentence + " " + of(reason);
    }

    static String of(Reason reason) {
        return switch (reason) {
            case OPTED_OUT -> "Le destinataire ne souhaite pas recevoir ces messages.";
            case SUPPRESSED_ADDRESS ->
                    "L'adresse est connue comme morte ou a signalé nos messages comme indésirables.";
            case NO_ADDRESS -> "Aucune adresse du destinataire n'est connue.";
            case CHANNEL_NOT_OFFERED -> "Ce canal n'est pas ouvert sur la plateforme.";
            case DUPLICATE -> "Le même message avait déjà été demandé.";
            case INVALID_REQUEST -> "La demande n'était pas valable.";
            case ADDRESS_UNKNOWN -> "L'adresse n'existe pas.";
            case ADDRESS_DISABLED -> "L'adresse ne reçoit plus de messages.";
            case DOMAIN_UNKNOWN -> "Le domaine de l'adresse n'existe pas.";
            case MAILBOX_FULL -> "La boîte du destinataire est pleine.";
            case CONTENT_REFUSED -> "Le fournisseur refuse le contenu du message.";
            case SENDER_REFUSED -> "Le fournisseur refuse notre plateforme comme expéditeur.";
            case REFUSED -> "Le fournisseur a refusé sans dire pourquoi.";
            case THROTTLED -> "Le fournisseur demande de patienter.";
            case PROVIDER_UNREACHABLE -> "Le fournisseur ne répond pas.";
            case PROVIDER_FAULT -> "Le fournisseur signale une panne de son côté.";
            case AMBIGUOUS -> "Personne ne sait si le fournisseur a pris le message.";
            case EXPIRED -> "Sa durée de validité est passée.";
            case CANCELLED -> "Le service l'a annulé.";
            case ERASED -> "Ses données ont été effacées.";
            case NO_NEWS -> "Plus aucune nouvelle du message n'est parvenue dans les délais.";
        };
    }

    static String of(Overdue overdue) {
        return switch (overdue) {
            case NOT_ROUTED -> "Le message aurait déjà dû être pris en charge.";
            case NOT_RELEASED -> "Le message aurait déjà dû partir.";
            case NOT_SENT -> "Aucun fournisseur n'a encore pris le message.";
            case NOT_ENDED -> "La validité du message est passée, et son sort n'est pas connu.";
            case NO_PROOF -> "La remise du message aurait déjà dû être confirmée.";
            case GIVEN_UP -> "Personne ne peut plus dire ce que le message est devenu.";
        };
    }

    static String of(Tracked.Event event) {
        var overdue = event.overdue();
        if (overdue != null) {
            return of(overdue);
        }
        var sentence = happened(event);
        var reason = event.reason();
        return reason == null ? sentence : sentence + " " + of(reason);
    }

    private static String happened(Tracked.Event event) {
        var report = event.report();
        if (report == DeliveryReport.FINISHED && event.reason() == Reason.CANCELLED) {
            return "L'envoi est arrêté.";
        }
        if (report == DeliveryReport.DEFERRED && event.reason() == Reason.AMBIGUOUS) {
            return "L'essai est resté sans réponse et sera refait.";
        }
        if (report != null) {
            return of(report, event.channel());
        }
        var response = event.response();
        if (response != null) {
            return of(response);
        }
        return switch (event.type()) {
            case "scheduled" -> "La demande est acceptée et attend son heure d'envoi.";
            case "requested" ->
                    event.at().equals(event.dueAt())
                            ? "L'heure d'envoi est venue."
                            : "La demande est acceptée.";
            case "routed" -> "Un envoi est prévu" + by(event.channel()) + ".";
            case "declined" -> "L'envoi n'aura pas lieu.";
            case "cancelled" -> "Le service a demandé l'annulation.";
            default -> "Un fait nouveau est connu.";
        };
    }

    private static String of(DeliveryReport report, @Nullable Channel channel) {
        return switch (report) {
            case HANDED_OVER -> "Le message est remis au fournisseur" + by(channel) + ".";
            case DEFERRED -> "L'essai a échoué pour l'instant et sera refait.";
            case DELIVERED -> "Le message est arrivé" + by(channel) + ".";
            case BOUNCED -> "Le message a été renvoyé par le fournisseur.";
            case REFUSED -> "Le fournisseur a refusé le message.";
            case UNKNOWN -> "L'essai est resté sans réponse et n'est pas refait.";
            case COMPLAINED -> "Le destinataire a signalé le message comme indésirable.";
            case REPLIED -> "Le destinataire a répondu.";
            case STEP_EXHAUSTED -> "Ce canal est épuisé" + by(channel) + ".";
            case FINISHED -> "Tous les moyens sont épuisés.";
        };
    }

    private static String of(Response response) {
        return switch (response) {
            case ACKNOWLEDGED -> "Le destinataire a accusé réception.";
            case OPENED -> "Le destinataire a ouvert le message protégé.";
            case UNSUBSCRIBED -> "Le destinataire s'est désabonné.";
            case STOPPED -> "Le destinataire a répondu STOP.";
        };
    }

    private static boolean saysItself(PublicStatus status, Reason reason) {
        return switch (status) {
            case EXPIRED -> reason == Reason.EXPIRED;
            case CANCELLED -> reason == Reason.CANCELLED;
            case UNKNOWN -> reason == Reason.AMBIGUOUS;
            default -> false;
        };
    }

    private static String by(@Nullable Channel channel) {
        return switch (channel) {
            case EMAIL -> " par courriel";
            case SMS -> " par SMS";
            case LETTER -> " par courrier";
            case null -> "";
        };
    }

    private Sentences() {}
}
