package fr.gouv.notifications.contracts;

import org.jspecify.annotations.Nullable;

/**
 * Who is to be reached, as the service said it. Travels sealed only.
 *
 * @param citizen the service's own reference of the citizen, when it leaves the addresses to us
 * @param email an address as given, trimmed
 * @param phone a number in E.164
 * @param reference the caller's own reference of this notification, given back when it is read
 */
public record Recipient(
        @Nullable String citizen,
        @Nullable String email,
        @Nullable String phone,
        @Nullable String reference) {

    public Recipient {
        if (citizen == null && email == null && phone == null) {
            throw new IllegalArgumentException("a recipient has a citizen, an email or a phone");
        }
    }

    /** Says nothing: a recipient must not slip into a log. */
    @Override
    public String toString() {
        return "Recipient[sealed]";
    }
}
