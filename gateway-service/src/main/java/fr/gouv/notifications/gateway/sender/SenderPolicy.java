package fr.gouv.notifications.gateway.sender;

import fr.gouv.notifications.gateway.address.Checked;
import fr.gouv.notifications.gateway.address.EmailAddress;
import fr.gouv.notifications.gateway.address.MonitoredAddress;
import fr.gouv.notifications.gateway.problem.Fault;
import fr.gouv.notifications.gateway.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides who may stand as the sender of a service's e-mails, and says all that speaks against it. */
final class SenderPolicy {

    private static final int LONGEST_NAME = 100;

    private final List<Fault> faults = new ArrayList<>();

    /**
     * A sender that may be set.
     *
     * @param localPart and {@code domain} empty when the service has its address on the platform's domain
     */
    record Sound(String name, String replyTo, String localPart, String domain) {}

    /**
     * Checks all that was given.
     *
     * @param own the domains of the service
     * @param platform the platform's own domain
     * @throws fr.gouv.notifications.gateway.problem.Refused which names all that is wrong
     */
    static Sound checked(SenderBody body, Set<String> own, String platform) {
        var policy = new SenderPolicy();
        var name = policy.name(body.displayName());
        var replyTo = policy.replyTo(body.replyTo(), platform);
        var from = policy.from(body, own, platform);
        if (!policy.faults.isEmpty()) {
            throw Problem.invalid(policy.faults).refused();
        }
        return new Sound(name, replyTo, from.localPart(), from.domain());
    }

    private String name(@Nullable String given) {
        var name = given == null ? "" : given.strip();
        if (name.isEmpty()) {
            add("displayName", "required", "is missing", "write who sends, for citizens");
        } else if (name.length() > LONGEST_NAME) {
            add(
                    "displayName",
                    "too-long",
                    "is longer than " + LONGEST_NAME + " characters",
                    "shorten it");
        } else if (name.codePoints().anyMatch(SenderPolicy::isUnfit)) {
            add(
                    "displayName",
                    "control-character",
                    "holds a line break, another control character or an @",
                    "write a name in one line: an address in a name is what impostors do");
        }
        return name;
    }

    private static boolean isUnfit(int letter) {
        return Character.isISOControl(letter)
                || letter == 0x2028
                || letter == 0x2029
                || letter == '@';
    }

    private String replyTo(@Nullable String given, String platform) {
        if (given == null) {
            faults.add(MonitoredAddress.missing("replyTo"));
            return "";
        }
        var address = usable(MonitoredAddress.check("replyTo", given));
        if (address.endsWith("@" + platform)) {
            add(
                    "replyTo",
                    "reply-to-loops",
                    "is an address of the platform itself, where nobody reads",
                    "give a mailbox that people of the service read");
        }
        return address;
    }

    private From from(SenderBody body, Set<String> own, String platform) {
        if (body.domain() == null || body.domain().equals(platform)) {
            if (body.localPart() != null) {
                add(
                        "localPart",
                        "local-part-fixed",
                        "can be chosen on a domain of the service only",
                        "leave it out, or send domain as well");
            }
            return new From("", "");
        }
        var domain = DomainName.of(body.domain()).orElse("");
        if (!own.contains(domain)) {
            add(
                    "domain",
                    "domain-not-yours",
                    "is not a domain of this service",
                    "add it with POST /v1/domains first");
            return new From("", "");
        }
        if (body.localPart() == null) {
            add(
                    "localPart",
                    "required",
                    "is missing",
                    "send what stands before the @, such as rendez-vous");
            return new From("", "");
        }
        var address = usable(EmailAddress.check("localPart", body.localPart() + "@" + domain));
        return new From(address.replaceAll("@.*", ""), domain);
    }

    private String usable(Checked checked) {
        return switch (checked) {
            case Checked.Usable(var address) -> address;
            case Checked.Unusable(var fault) -> {
                faults.add(fault);
                yield "";
            }
        };
    }

    private void add(String field, String code, String problem, String remedy) {
        faults.add(new Fault(field, code, problem, remedy));
    }

    private record From(String localPart, String domain) {}

    private SenderPolicy() {}
}
