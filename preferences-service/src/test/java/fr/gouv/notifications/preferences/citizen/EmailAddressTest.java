package fr.gouv.notifications.preferences.citizen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {

    @ParameterizedTest
    @CsvSource({
        "zoe@example.fr, zoe@example.fr",
        "' Zoe.Durand+caf@Example.FR ', Zoe.Durand+caf@example.fr",
        "o'neil@example.co.uk, o'neil@example.co.uk",
        "zoé@exémple.fr, zoé@exémple.fr"
    })
    void takesOneAddress(String text, String address) {
        assertThat(EmailAddress.in(text)).map(EmailAddress::text).contains(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "zoe",
                "@example.fr",
                "zoe@",
                "zoe@localhost",
                "zoe@@example.fr",
                "a@example.fr;b@example.fr",
                "a@example.fr, b@example.fr",
                "Zoé <zoe@example.fr>",
                "zoe@exa mple.fr",
                "zoe@example..fr",
                "zoe@-example.fr",
                ".zoe@example.fr",
                "zoe.@example.fr",
                "zoe\r\nBcc: b@example.fr",
                "zoe@example.fr\r\nBcc: b@example.fr",
                "zoe@[127.0.0.1]"
            })
    void refusesWhatIsNotOneAddress(String text) {
        assertThat(EmailAddress.in(text)).isEmpty();
    }

    @Test
    void refusesWhatIsTooLong() {
        assertThat(EmailAddress.in("a".repeat(65) + "@example.fr")).isEmpty();
        assertThat(EmailAddress.in("zoe@" + "a.".repeat(130) + "fr")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ZOE@EXAMPLE.FR, zoe@example.fr",
        "' zoe@example.fr ', zoe@example.fr",
        "zoe@EXÉMPLE.fr, zoe@xn--exmple-cva.fr"
    })
    void isTheSameForEverySpellingOfOneMailbox(String text, String normal) {
        assertThat(EmailAddress.normalised(text)).isEqualTo(normal);
    }

    @Test
    void hidesItself() {
        assertThat(EmailAddress.in("zoe@example.fr").orElseThrow().toString())
                .doesNotContain("zoe");
    }
}
