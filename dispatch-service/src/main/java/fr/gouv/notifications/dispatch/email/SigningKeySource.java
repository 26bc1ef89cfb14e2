package fr.gouv.notifications.dispatch.email;

import fr.gouv.notifications.eventing.Unavailable;
import java.util.Optional;

/** Where the signing key of a domain comes from: the gateway, which alone can open it. */
interface SigningKeySource {

    /**
     * Called by {@link SigningKeys}, which keeps the answer. May take as long as one network call.
     *
     * @return empty when nothing may be written in the name of this domain
     * @throws Unavailable when it cannot be had now
     */
    Optional<Answer> keyOf(String domain);

    /**
     * What the gateway answers.
     *
     * @param selector under which the public half is published
     * @param key base64 of the private half in PKCS#8
     */
    record Answer(String domain, String selector, String key) {

        /** Says nothing of the key. */
        @Override
        public String toString() {
            return "Answer[" + domain + ", " + selector + "]";
        }
    }
}
