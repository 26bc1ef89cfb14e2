package fr.gouv.notifications.preferences.citizen;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.preferences.citizen.Problem.Fault;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks what a service says about a citizen, and brings it into its normal form. */
public final class CitizenInput {

    private static final int LONGEST_REFERENCE = 100;

    private final List<Fault> faults = new ArrayList<>();

    /**
     * The addresses by channel.
     *
     * @throws InvalidInput when one is wrong, or there is none
     */
    static Map<Channel, String> addresses(
            String citizen, @Nullable String email, @Nullable String phone) throws InvalidInput {
        var input = new CitizenInput();
        input.reference(citizen);
        if (email == null && phone == null) {
            input.fault("email", "required", "is missing, and so is phone", "give at least one");
        }
        Map<Channel, String> addresses = new EnumMap<>(Channel.class);
        if (email != null) {
            input.email(email).ifPresent(known -> addresses.put(Channel.EMAIL, known.text()));
        }
        if (phone != null) {
            input.phone(phone).ifPresent(known -> addresses.put(Channel.SMS, known.text()));
        }
        input.done();
        return addresses;
    }

    /**
     * The reference of a citizen.
     *
     * @throws InvalidInput when it is none
     */
    static String citizen(String citizen) throws InvalidInput {
        var input = new CitizenInput();
        input.reference(citizen);
        input.done();
        return citizen;
    }

    /**
     * One e-mail address.
     *
     * @throws InvalidInput when it is none, or more than one
     */
    static EmailAddress address(String email) throws InvalidInput {
        var input = new CitizenInput();
        var address = input.email(email);
        input.done();
        return address.orElseThrow();
    }

    /**
     * The only address of these two, with its channel.
     *
     * @throws InvalidInput when it is none, or both are there
     */
    public static Map.Entry<Channel, String> oneAddress(
            @Nullable String email, @Nullable String phone) throws InvalidInput {
        var input = new CitizenInput();
        if ((email == null) == (phone == null)) {
            input.fault(
                    "email",
                    "required",
                    email == null ? "is missing, and so is phone" : "stands beside phone",
                    "give exactly one of email and phone");
        }
        input.done();
        return addresses("-", email, phone).entrySet().iterator().next();
    }

    private void reference(String citizen) {
        if (citizen.isBlank()
                || citizen.length() > LONGEST_REFERENCE
                || citizen.chars().anyMatch(Character::isISOControl)) {
            fault(
                    "citizen",
                    "reference-invalid",
                    "is not a reference of a citizen",
                    "use 1 to " + LONGEST_REFERENCE + " characters without line breaks");
        }
    }

    private Optional<EmailAddress> email(String email) {
        var address = EmailAddress.in(email);
        if (address.isEmpty()) {
            var several = email.indexOf('@') != email.lastIndexOf('@');
            fault(
                    "email",
                    several ? "two-addresses" : "address-invalid",
                    several ? "holds more than one address" : "is not an e-mail address",
                    several ? "give one address" : "write it as name@domain.fr");
        }
        return address;
    }

    private Optional<PhoneNumber> phone(String phone) {
        var number = PhoneNumber.in(phone);
        if (number.isEmpty()) {
            fault(
                    "phone",
                    "phone-invalid",
                    "is not a telephone number",
                    "write it as +33612345678 or 06 12 34 56 78");
        }
        return number;
    }

    private void fault(String field, String code, String problem, String remedy) {
        faults.add(new Fault(field, code, problem, remedy));
    }

    private void done() throws InvalidInput {
        if (!faults.isEmpty()) {
            throw new InvalidInput(faults);
        }
    }
}
