package fr.gouv.notifications.gateway.address;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import fr.gouv.notifications.gateway.problem.Fault;

/** Decides whether a text is one telephone number; a number without country is French. */
public final class PhoneNumber {

    private static final int LONGEST = 40;

    /** Looks at the text in this field; a usable number is in E.164. */
    public static Checked check(String field, String text) {
        var numbers = PhoneNumberUtil.getInstance();
        try {
            var number = text.length() > LONGEST ? null : numbers.parse(text, "FR");
            if (number != null && numbers.isValidNumber(number)) {
                return new Checked.Usable(
                        numbers.format(number, PhoneNumberUtil.PhoneNumberFormat.E164));
            }
        } catch (NumberParseException _) {
            // Answered below: why it is none does not help whoever has to look it up again.
        }
        return new Checked.Unusable(
                new Fault(
                        field,
                        "phone-invalid",
                        "is not a telephone number that exists",
                        "send it as +33612345678, or as 0612345678 for a French one"));
    }

    private PhoneNumber() {}
}
