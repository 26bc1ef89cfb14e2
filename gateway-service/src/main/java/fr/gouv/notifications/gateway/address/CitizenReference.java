package fr.gouv.notifications.gateway.address;

import fr.gouv.notifications.gateway.problem.Fault;
import java.util.regex.Pattern;

/** Decides whether a text can be a service's own reference of a citizen. */
public final class CitizenReference {

    // No @: an e-mail address here would be stored as if it were no personal data.
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._:-]{1,100}");

    /** Looks at the text in this field. */
    public static Checked check(String field, String text) {
        return FORM.matcher(text).matches()
                ? new Checked.Usable(text)
                : new Checked.Unusable(
                        new Fault(
                                field,
                                "citizen-invalid",
                                "is not a reference of a citizen",
                                "use 1 to 100 letters, digits and . _ : -"));
    }

    private CitizenReference() {}
}
