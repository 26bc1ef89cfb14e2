package fr.gouv.notifications.dispatch.delivery;

import fr.gouv.notifications.eventing.testing.FixedDataKeys;
import io.quarkus.test.Mock;
import jakarta.enterprise.context.ApplicationScoped;

/** The gateway's data keys, without a gateway. */
@Mock
@ApplicationScoped
class TestKeys extends FixedDataKeys {}
