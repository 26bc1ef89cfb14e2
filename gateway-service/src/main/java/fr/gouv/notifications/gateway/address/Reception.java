package fr.gouv.notifications.gateway.address;

import fr.gouv.notifications.gateway.dns.Dns;
import java.time.Duration;

/** Whether a domain takes mail, as its DNS says. */
enum Reception {
    TAKES_MAIL(Duration.ofHours(6)),
    /** It says itself that it takes none (RFC 7505). */
    NULL_MX(Duration.ofMinutes(30)),
    NO_SUCH_DOMAIN(Duration.ofMinutes(30)),
    /** It has neither a mail exchanger nor an address (RFC 5321, 5.1). */
    NO_MAIL_SERVER(Duration.ofMinutes(30)),
    /** Nobody answered, or nobody could say. */
    UNKNOWN(Duration.ofSeconds(30));

    private final Duration believed;

    Reception(Duration believed) {
        this.believed = believed;
    }

    /** How long it is believed; a mistake that was mended is noticed after that. */
    Duration believed() {
        return believed;
    }

    boolean isWithoutMail() {
        return switch (this) {
            case NULL_MX, NO_SUCH_DOMAIN, NO_MAIL_SERVER -> true;
            case TAKES_MAIL, UNKNOWN -> false;
        };
    }

    /** Asks three questions at most. */
    static Reception of(String domain, Dns dns) {
        var exchangers = dns.ask(domain, Dns.Kind.MX);
        return switch (exchangers.status()) {
            case FOUND ->
                    exchangers.values().stream().allMatch(Reception::isNull) ? NULL_MX : TAKES_MAIL;
            case NO_NAME -> NO_SUCH_DOMAIN;
            case FAILED -> UNKNOWN;
            case NOTHING -> byAddress(domain, dns);
        };
    }

    /** A domain without exchangers is its own one, if it has an address. */
    private static Reception byAddress(String domain, Dns dns) {
        var older = dns.ask(domain, Dns.Kind.A);
        if (older.status() == Dns.Status.FOUND) {
            return TAKES_MAIL;
        }
        var newer = dns.ask(domain, Dns.Kind.AAAA);
        if (newer.status() == Dns.Status.FOUND) {
            return TAKES_MAIL;
        }
        return older.isFailure() || newer.isFailure() ? UNKNOWN : NO_MAIL_SERVER;
    }

    private static boolean isNull(String exchanger) {
        return exchanger.endsWith(" .");
    }
}
