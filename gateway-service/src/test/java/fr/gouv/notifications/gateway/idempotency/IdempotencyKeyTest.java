package fr.gouv.notifications.gateway.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "'\"a-1\"', a-1",
                "a-1, a-1",
                "'  \"a\" ', a",
                "'\"a\\\"b\\\\c\"', 'a\"b\\c'",
                "8e03978e-40d5-43e8-bc93-6894a57f9324, 8e03978e-40d5-43e8-bc93-6894a57f9324",
                "'\"a,b;c\"', 'a,b;c'"
            })
    void readsAStringOrABareWord(String header, String key) {
        assertThat(IdempotencyKey.inHeader(List.of(header))).contains(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\"\"",
                "\"a",
                "a\"",
                "\"a\"b",
                "\"a\";p=1",
                "\"a\",\"b\"",
                "a,b",
                "a;b",
                "a b",
                "\"a b\"",
                "\"a\\x\"",
                "\"a\\",
                "clé",
                "\"\u0001\"",
                "a\u007F"
            })
    void refusesWhatIsNotOneKey(String header) {
        assertThat(IdempotencyKey.inHeader(List.of(header))).isEmpty();
    }

    @Test
    void refusesTwoHeadersAndKeysThatAreTooLong() {
        assertThat(IdempotencyKey.inHeader(List.of("a", "a"))).isEmpty();
        assertThat(IdempotencyKey.inHeader(List.of("a".repeat(256)))).isEmpty();
        assertThat(IdempotencyKey.inHeader(List.of("\"" + "a".repeat(255) + "\""))).isPresent();
    }

    @Test
    void twoEventsNeverShareAKey() {
        assertThat(IdempotencyKey.ofEvent("a|b", "c"))
                .isNotEqualTo(IdempotencyKey.ofEvent("a", "b|c"));
        assertThat(IdempotencyKey.ofItem("1|a", 1)).isNotEqualTo(IdempotencyKey.ofItem("a", 11));
    }

    @Test
    void aFingerprintNamesWhatDiffers() {
        var first = new Fingerprint(Map.of("to.email", "x", "values.nom de rue", "y"));

        assertThat(Fingerprint.ofText(first.text())).isEqualTo(first);
        assertThat(first.differences(new Fingerprint(Map.of("to.email", "z", "lane", "y"))))
                .containsExactly("lane", "to.email", "values.nom de rue");
        assertThat(first.differences(first)).isEmpty();
    }
}
