package fr.gouv.notifications.gateway.template;

import fr.gouv.notifications.contracts.Category;
import fr.gouv.notifications.gateway.problem.Fault;
import fr.gouv.notifications.gateway.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What is sent to publish a template: anything may be absent, and is checked then. */
@Schema(name = "TemplateContent")
record TemplateBody(
        @Schema(required = true, examples = "Rappel de rendez-vous") @Nullable String name,
        @Schema(
                        required = true,
                        enumeration = {"mandatory", "optional"})
                @Nullable String category,
        @Schema(
                        enumeration = {"information", "one-time-code", "newsletter"},
                        defaultValue = "information",
                        description =
                                "Decides what is used where a submission does not say: one-time-code"
                                        + " expires after 10 minutes, the others after 48 hours;"
                                        + " newsletter takes the lane bulk, one-time-code express."
                                        + " When nobody can tell whether an attempt arrived,"
                                        + " information is sent again, the others are not.")
                @Nullable String purpose,
        @Nullable EmailBody email,
        @Nullable SmsBody sms,
        @Nullable LetterBody letter) {

    /** The e-mail of a template. */
    @Schema(name = "EmailContent")
    record EmailBody(
            @Schema(required = true) @Nullable String subject,
            @Schema(required = true) @Nullable String body) {}

    /** The text message of a template. */
    @Schema(name = "SmsContent")
    record SmsBody(@Schema(required = true) @Nullable String text) {}

    /** The letter of a template. */
    @Schema(name = "LetterContent")
    record LetterBody(@Schema(required = true) @Nullable String body) {}

    /**
     * The content, when it may be published.
     *
     * @throws fr.gouv.notifications.gateway.problem.Refused which names all that is wrong
     */
    TemplateContent checked() {
        var faults = new ArrayList<Fault>();
        var content =
                new TemplateContent(
                        text(name).strip(),
                        category(faults),
                        purpose(faults),
                        email == null
                                ? null
                                : new TemplateContent.EmailContent(
                                        text(email.subject()).strip(), text(email.body())),
                        sms == null ? null : new TemplateContent.SmsContent(text(sms.text())),
                        letter == null
                                ? null
                                : new TemplateContent.LetterContent(text(letter.body())));
        faults.addAll(PublicationPolicy.faults(content));
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults).refused();
        }
        return content;
    }

    static TemplateBody of(TemplateContent content) {
        var email = content.email();
        var sms = content.sms();
        var letter = content.letter();
        return new TemplateBody(
                content.name(),
                content.category().name().toLowerCase(Locale.ROOT),
                content.purpose().word(),
                email == null ? null : new EmailBody(email.subject(), email.body()),
                sms == null ? null : new SmsBody(sms.text()),
                letter == null ? null : new LetterBody(letter.body()));
    }

    private Category category(List<Fault> faults) {
        for (var known : Category.values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(category)) {
                return known;
            }
        }
        faults.add(
                new Fault(
                        "category",
                        category == null ? "required" : "unknown-word",
                        category == null ? "is missing" : "is no category",
                        "send mandatory or optional"));
        return Category.OPTIONAL;
    }

    private Purpose purpose(List<Fault> faults) {
        if (purpose == null) {
            return Purpose.INFORMATION;
        }
        return Purpose.of(purpose)
                .orElseGet(
                        () -> {
                            faults.add(
                                    new Fault(
                                            "purpose",
                                            "unknown-word",
                                            "is no purpose",
                                            "send information, one-time-code or newsletter, or"
                                                    + " leave it out"));
                            return Purpose.INFORMATION;
                        });
    }

    private static String text(@Nullable String given) {
        return given == null ? "" : given;
    }
}
