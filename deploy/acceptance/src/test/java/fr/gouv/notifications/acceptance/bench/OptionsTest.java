package fr.gouv.notifications.acceptance.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

    @Test
    void hasUsualValues() {
        var usual = Options.of();

        assertThat(usual.count()).isEqualTo(20_000);
        assertThat(usual.door()).isEqualTo(Door.Kind.SINGLE);
        assertThat(usual.lanes()).isEqualTo(Door.Lanes.EXPRESS);
        assertThat(usual.compare()).isTrue();
    }

    @Test
    void readsWhatWasTyped() {
        var typed =
                Options.of(
                        "--door",
                        "kafka",
                        "--lanes",
                        "both",
                        "--compare",
                        "off",
                        "--replicas",
                        "2");

        assertThat(typed.door()).isEqualTo(Door.Kind.KAFKA);
        assertThat(typed.lanes()).isEqualTo(Door.Lanes.BOTH);
        assertThat(typed.compare()).isFalse();
        assertThat(typed.replicas()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    --count five     | --count needs a number from 1 to 10000000, not "five"
                    --replicas 4     | --replicas needs a number from 1 to 3, not "4"
                    --door window    | --door needs one of [single, batch, kafka], not "window"
                    --compare        | unknown or incomplete option --compare
                    --colour red     | unknown or incomplete option --colour
                    """)
    void saysWhatIsWrong(String typed, String sentence) {
        assertThatThrownBy(() -> Options.of(typed.split(" ", -1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(sentence);
    }
}
