package fr.gouv.notifications.eventing;

import java.io.Serial;
import java.time.LocalDate;

/** Where the data key of a service and a day comes from: the gateway, which alone can unwrap it. */
public interface DataKeys {

    /**
     * The key of that day, 32 bytes; called once per service and day by {@link KeyRing}, which
     * caches it. May take as long as one network call.
     *
     * @param service slug of the public service
     * @param day in UTC
     * @throws Erased when the key was destroyed, or the service never was
     * @throws Unavailable when it cannot be had now
     */
    byte[] keyOf(String service, LocalDate day) throws Erased;

    /** The key is gone for good, and with it everything it sealed. */
    final class Erased extends Exception {

        @Serial private static final long serialVersionUID = 1L;

        public Erased(String service, LocalDate day) {
            super("no data key for " + service + " on " + day, null, false, false);
        }
    }
}
