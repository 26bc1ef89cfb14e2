package fr.gouv.notifications.eventing.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import fr.gouv.notifications.eventing.DataKeys;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;

/**
 * Data keys that are computed from their name, so that a test seals and the service under test opens
 * without a gateway. A service's test declares a {@code @Mock} bean that extends this.
 */
public class FixedDataKeys implements DataKeys {

    /** A service whose keys were all destroyed. */
    public static final String ERASED_SERVICE = "erased";

    @Override
    public byte[] keyOf(String service, LocalDate day) throws Erased {
        if (service.equals(ERASED_SERVICE)) {
            throw new Erased(service, day);
        }
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest((service + "|" + day).getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every JDK", e);
        }
    }
}
