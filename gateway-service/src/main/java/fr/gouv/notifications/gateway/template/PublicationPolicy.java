package fr.gouv.notifications.gateway.template;

import fr.gouv.notifications.gateway.problem.Fault;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides whether the content of a template may be published, and says all that speaks against it. */
final class PublicationPolicy {

    static final int LONGEST_NAME = 100;
    static final int LONGEST_SUBJECT = 200;
    static final int LONGEST_BODY = 50_000;
    static final int LONGEST_SMS = 2_000;
    static final int LONGEST_PLACEHOLDER = 100;

    private final List<Fault> faults = new ArrayList<>();

    static List<Fault> faults(TemplateContent content) {
        var policy = new PublicationPolicy();
        policy.line("name", content.name(), LONGEST_NAME);
        if (content.email() != null) {
            policy.line("email.subject", content.email().subject(), LONGEST_SUBJECT);
            policy.markdown("email.body", content.email().body());
        }
        if (content.sms() != null) {
            policy.text("sms.text", content.sms().text(), LONGEST_SMS);
        }
        if (content.letter() != null) {
            policy.markdown("letter.body", content.letter().body());
        }
        if (content.email() == null && content.sms() == null && content.letter() == null) {
            policy.add(
                    "email",
                    "no-channel",
                    "is missing, and so are sms and letter: the template says nothing",
                    "give at least one of email, sms and letter");
        }
        return List.copyOf(policy.faults);
    }

    private void line(String field, String text, int longest) {
        text(field, text, longest);
        if (ValuePolicy.hasLineBreak(text)) {
            add(
                    field,
                    "line-break",
                    "holds a line break, which could become a header of its own",
                    "write it in one line");
        }
    }

    private void markdown(String field, String text) {
        text(field, text, LONGEST_BODY);
        if (ValuePolicy.hasControlCharacter(text)) {
            return;
        }
        var placeholders = new Placeholders();
        for (var link : Links.in(Lifted.of(text, placeholders))) {
            if (!link.isAllowed()) {
                add(field, "link-target", linkFault(link), linkRemedy(link));
            }
        }
    }

    private void text(String field, @Nullable String text, int longest) {
        if (text == null || text.isBlank()) {
            add(field, "required", "is empty", "write something");
            return;
        }
        if (text.length() > longest) {
            add(
                    field,
                    "too-long",
                    "has " + text.length() + " characters; at most " + longest + " are allowed",
                    "shorten it");
        }
        if (ValuePolicy.hasControlCharacter(text)) {
            add(
                    field,
                    "control-character",
                    "holds a control character or half of a character",
                    "remove all control characters other than tabs and line breaks");
        }
        var placeholders = new Placeholders();
        var _ = Lifted.of(text, placeholders);
        for (var name : placeholders.names()) {
            if (name.length() > LONGEST_PLACEHOLDER) {
                add(
                        field,
                        "placeholder-too-long",
                        "has a placeholder of " + name.length() + " characters",
                        "name it with at most " + LONGEST_PLACEHOLDER + " characters");
            }
        }
    }

    private static String linkFault(LinkTarget link) {
        return "has a link to '"
                + link.typed()
                + "'"
                + (link.isFilled()
                        ? ", in which a value would choose the website"
                        : ", which is not an address on the web");
    }

    private static String linkRemedy(LinkTarget link) {
        return link.isFilled()
                ? "write the website out and put placeholders after it, as in"
                        + " https://exemple.gouv.fr/dossier/((numéro)), or make the whole target one"
                        + " placeholder, as in [texte](((lien)))"
                : "begin it with https://, http://, mailto: or tel:";
    }

    private void add(String field, String code, String problem, String remedy) {
        faults.add(new Fault(field, code, problem, remedy));
    }

    private PublicationPolicy() {}
}
