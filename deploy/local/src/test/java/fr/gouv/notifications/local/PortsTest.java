package fr.gouv.notifications.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void aTakenPortIsNamedWithItsPartAndTheRemedy() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var ports = Ports.free().with(Port.KEYCLOAK_MANAGEMENT, taken.getLocalPort());

            assertThatThrownBy(() -> ports.mustBeFree(Set.of(Part.KEYCLOAK)))
                    .isInstanceOf(StackException.class)
                    .hasMessage(
                            "Port %d, which keycloak needs for keycloak-management, is already taken by process %d (java): stop the program that listens there, or choose another with --port keycloak-management=NUMBER.",
                            taken.getLocalPort(), ProcessHandle.current().pid());
        }
    }

    @Test
    void aPortIsKnownByTheProcessThatListens() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Listening.isBy(ProcessHandle.current().pid(), taken.getLocalPort()))
                    .isTrue();
            assertThat(Listening.isBy(1, taken.getLocalPort())).isFalse();
        }
    }

    @Test
    void aPortOfAPartThatIsLeftOutMayBeTaken() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var ports = Ports.free().with(Port.GATEWAY, taken.getLocalPort());

            ports.mustBeFree(Part.infrastructure());
        }
    }

    @Test
    void freePortsAreAllDifferent() {
        var ports = Ports.free();

        assertThat(Arrays.stream(Port.values()).map(ports::of)).doesNotHaveDuplicates();
    }

    @Test
    void theUsualPortsAreTheDocumentedOnes() {
        var ports = Ports.usual();

        assertThat(ports.of(Port.GATEWAY)).isEqualTo(8080);
        assertThat(ports.of(Port.INBOX)).isEqualTo(8025);
        assertThat(ports.of(Port.KEYCLOAK)).isEqualTo(8180);
        assertThat(ports.of(Port.POSTGRES)).isEqualTo(5433);
    }
}
