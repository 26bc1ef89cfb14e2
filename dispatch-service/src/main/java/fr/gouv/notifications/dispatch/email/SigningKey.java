package fr.gouv.notifications.dispatch.email;

import java.security.PrivateKey;

/**
 * What e-mails of a domain are signed with.
 *
 * @param domain of the address in {@code From}
 * @param selector under which the public half stands in the domain's DNS
 */
record SigningKey(String domain, String selector, PrivateKey key) {

    /** Says nothing of the key. */
    @Override
    public String toString() {
        return "SigningKey[" + domain + ", " + selector + "]";
    }
}
