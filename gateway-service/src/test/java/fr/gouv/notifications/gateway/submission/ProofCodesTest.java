package fr.gouv.notifications.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.RepeatedTest;

class ProofCodesTest {

    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    @RepeatedTest(200)
    void endsWithTheCheckCharacterOfItsNumber() {
        var code = new ProofCodes().mint();

        assertThat(code).matches("[0-9A-HJKMNP-TV-Z]{9}");
        var number = 0L;
        for (var character : code.substring(0, 8).toCharArray()) {
            number = number * 32 + ALPHABET.indexOf(character);
        }
        assertThat(code.charAt(8)).isEqualTo(ALPHABET.charAt((int) (number % 37)));
    }
}
