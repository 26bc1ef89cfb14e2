package fr.gouv.notifications.preferences.recovery;

import fr.gouv.notifications.eventing.OpenStates;
import fr.gouv.notifications.eventing.testing.PlatformResource;
import fr.gouv.notifications.eventing.testing.StateTable;
import fr.gouv.notifications.preferences.GatewayStub;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PlatformResource.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
@QuarkusTestResource(GatewayStub.class)
class PreferencesStatesTest {

    private final StateTable table;

    PreferencesStatesTest(OpenStates states, AgroalDataSource dataSource) {
        table = new StateTable(states, dataSource);
    }

    /** A table that comes later must say whether its rows wait for something. */
    @Test
    void nothingWaitsHere() throws SQLException {
        table.listsWhatTheDatabaseKnows();
    }
}
