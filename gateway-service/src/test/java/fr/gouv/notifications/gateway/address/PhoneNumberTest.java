package fr.gouv.notifications.gateway.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhoneNumberTest {

    @ParameterizedTest
    @CsvSource({
        "0612345678, +33612345678",
        "06.12.34.56.78, +33612345678",
        "+33 6 12 34 56 78, +33612345678",
        "+262692123456, +262692123456",
        "+447400123456, +447400123456"
    })
    void writesNumbersInOneForm(String text, String number) {
        assertThat(PhoneNumber.check("phone", text)).isEqualTo(new Checked.Usable(number));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "12",
                "abc",
                "061234567",
                "+33 6 12 34 56 78 9",
                "0612345678\r\n0699999999"
            })
    void refusesWhatIsNoNumber(String text) {
        assertThat(PhoneNumber.check("phone", text)).isInstanceOf(Checked.Unusable.class);
    }
}
