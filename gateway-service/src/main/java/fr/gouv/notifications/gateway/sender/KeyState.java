package fr.gouv.notifications.gateway.sender;

import java.util.Locale;

/** What a key of a domain is for. */
enum KeyState {
    /** Signs now. */
    CURRENT,
    /** Published already, so that it can take its turn at any time. */
    NEXT,
    /** Signs no more; stays published while signed mail is under way. Its private half is destroyed. */
    RETIRED;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static KeyState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
