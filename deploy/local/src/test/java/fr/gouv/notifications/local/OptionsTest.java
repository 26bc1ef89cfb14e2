package fr.gouv.notifications.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

    @Test
    void everythingStartsWhenNothingIsAsked() {
        assertThat(options().parts()).isEqualTo(Part.all());
    }

    @Test
    void aServiceBringsWhatItStandsOn() {
        assertThat(options("--only", "dispatch").parts())
                .containsExactlyInAnyOrder(
                        Part.DISPATCH, Part.POSTGRES, Part.KAFKA, Part.KEYCLOAK, Part.MAIL);
    }

    @Test
    void anotherRelayReplacesTheMailbox() {
        var options = options("--only", "dispatch", "--smtp", "relay.example:2525");

        assertThat(options.parts()).doesNotContain(Part.MAIL);
        assertThat(options("--smtp", "relay.example:2525").parts())
                .hasSize(7)
                .doesNotContain(Part.MAIL);
        assertThat(options.relay()).isEqualTo(new LocalStack.Relay("relay.example", 2525));
    }

    @Test
    void aPartMayStandAlone() {
        assertThat(options("--only", "postgres, kafka").parts())
                .containsExactlyInAnyOrder(Part.POSTGRES, Part.KAFKA);
    }

    @Test
    void aPortCanBeMoved() {
        assertThat(options("--port", "gateway=8090").ports().of(Port.GATEWAY)).isEqualTo(8090);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--only|gatway|There is no part named \"gatway\"; the parts are postgres, kafka",
                "--smtp|relay.example|--smtp needs HOST:PORT",
                "--port|gateway|--port needs NAME=NUMBER",
                "--port|gateway=70000|70000 cannot be a port",
                "--port|gate=80|There is no port named \"gate\"; the ports are gateway",
                "--fast|now|There is no option \"--fast\"",
            })
    void saysWhatIsWrong(String option, String value, String sentence) {
        assertThatThrownBy(() -> options(option, value))
                .isInstanceOf(StackException.class)
                .hasMessageContaining(sentence);
    }

    private static Options options(String... arguments) {
        return Options.of(List.of(arguments), Path.of(""));
    }
}
