package fr.gouv.notifications.preferences.citizen;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import java.util.Optional;

/**
 * One telephone number that can exist.
 *
 * @param text in E.164, such as {@code +33612345678}
 */
record PhoneNumber(String text) {

    private static final String HOME = "FR";

    /** The number in this text; without a country it is French. */
    static Optional<PhoneNumber> in(String text) {
        var numbers = PhoneNumberUtil.getInstance();
        try {
            var number = numbers.parse(text.strip(), HOME);
            return numbers.isValidNumber(number) && !number.hasExtension()
                    ? Optional.of(new PhoneNumber(numbers.format(number, PhoneNumberFormat.E164)))
                    : Optional.empty();
        } catch (NumberParseException _) {
            return Optional.empty();
        }
    }

    /** Says nothing: a number must not slip into a log. */
    @Override
    public String toString() {
        return "PhoneNumber[hidden]";
    }
}
