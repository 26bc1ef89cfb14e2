package fr.gouv.notifications.gateway.access;

import fr.gouv.notifications.gateway.address.Checked;
import fr.gouv.notifications.gateway.address.EmailAddress;
import fr.gouv.notifications.gateway.address.MonitoredAddress;
import fr.gouv.notifications.gateway.problem.Fault;
import fr.gouv.notifications.gateway.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A service that is to be created, once its description was found good. */
record ServiceDescription(
        String slug, String name, String contact, String replyTo, boolean wantsKafka) {

    private static final Pattern SLUG = Pattern.compile("[a-z][a-z0-9-]{1,30}");
    private static final int LONGEST_NAME = 100;

    /**
     * Checks all that was given.
     *
     * @throws fr.gouv.notifications.gateway.problem.Refused which names all that is wrong
     */
    static ServiceDescription of(
            @Nullable String slug,
            @Nullable String name,
            @Nullable String contact,
            @Nullable String replyTo,
            @Nullable Boolean kafka) {
        var faults = new ArrayList<Fault>();
        if (slug == null || !SLUG.matcher(slug).matches()) {
            faults.add(
                    new Fault(
                            "slug",
                            slug == null ? "required" : "slug-invalid",
                            slug == null ? "is missing" : "is not a slug",
                            "use 2 to 31 small letters, digits and hyphens, a letter first, such as"
                                    + " caf-92"));
        }
        var line = name == null ? "" : name.strip();
        if (line.isEmpty()) {
            faults.add(
                    new Fault("name", "required", "is missing", "write who sends, for citizens"));
        }
        if (line.length() > LONGEST_NAME) {
            faults.add(
                    new Fault(
                            "name",
                            "too-long",
                            "is longer than " + LONGEST_NAME + " characters",
                            "shorten it"));
        }
        if (line.codePoints().anyMatch(ServiceDescription::endsLine)) {
            faults.add(
                    new Fault(
                            "name",
                            "control-character",
                            "holds a line break or another control character",
                            "write it in one line"));
        }
        var addressOfContact = contact == null ? "" : address("contact", contact, faults);
        if (contact == null) {
            faults.add(
                    new Fault(
                            "contact",
                            "required",
                            "is missing",
                            "give the e-mail address of the people in charge"));
        }
        var addressOfAnswers = replyTo == null ? "" : monitored("replyTo", replyTo, faults);
        if (replyTo == null) {
            faults.add(MonitoredAddress.missing("replyTo"));
        }
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults).refused();
        }
        return new ServiceDescription(
                String.valueOf(slug),
                line,
                addressOfContact,
                addressOfAnswers,
                Boolean.TRUE.equals(kafka));
    }

    private static boolean endsLine(int character) {
        return Character.isISOControl(character) || character == 0x2028 || character == 0x2029;
    }

    private static String address(String field, String text, List<Fault> faults) {
        return usable(EmailAddress.check(field, text), faults);
    }

    private static String monitored(String field, String text, List<Fault> faults) {
        return usable(MonitoredAddress.check(field, text), faults);
    }

    private static String usable(Checked checked, List<Fault> faults) {
        return switch (checked) {
            case Checked.Usable(var address) -> address;
            case Checked.Unusable(var fault) -> {
                faults.add(fault);
                yield "";
            }
        };
    }
}
