package fr.gouv.notifications.preferences.citizen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhoneNumberTest {

    @ParameterizedTest
    @CsvSource({
        "06 12 34 56 78, +33612345678",
        "+33 6 12 34 56 78, +33612345678",
        "0033612345678, +33612345678",
        "+262 692 12 34 56, +262692123456",
        "+32 470 12 34 56, +32470123456"
    })
    void writesANumberInOneWay(String text, String number) {
        assertThat(PhoneNumber.in(text)).map(PhoneNumber::text).contains(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "zoe", "06 12", "+33 0", "06 12 34 56 78 99", "0612345678 ext. 9"})
    void refusesWhatIsNotANumber(String text) {
        assertThat(PhoneNumber.in(text)).isEmpty();
    }

    @Test
    void hidesItself() {
        assertThat(PhoneNumber.in("0612345678").orElseThrow().toString()).doesNotContain("612");
    }
}
