package fr.gouv.notifications.dispatch.delivery;

import fr.gouv.notifications.eventing.Unavailable;
import fr.gouv.notifications.eventing.testing.FixedDataKeys;
import io.quarkus.test.Mock;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;

/** The gateway's data keys, without a gateway. */
@Mock
@ApplicationScoped
public class TestKeys extends FixedDataKeys {

    /** A service whose keys cannot be had: the gateway is away. */
    public static final String KEYLESS_SERVICE = "keyless";

    @Override
    public byte[] keyOf(String service, LocalDate day) throws Erased {
        if (service.equals(KEYLESS_SERVICE)) {
            throw new Unavailable("the gateway is away", new IllegalStateException());
        }
        return super.keyOf(service, day);
    }
}
