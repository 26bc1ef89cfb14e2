package fr.gouv.notifications.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.gateway.datakey.MasterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.util.UUID;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class ProofCodesTest {

    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final String MASTER = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    private final ProofCodes codes = codesOf(MASTER);

    @RepeatedTest(200)
    void endsWithTheCheckCharacterOfItsNumber() {
        var code = codes.of(UUID.randomUUID());

        assertThat(code).matches("[0-9A-HJKMNP-TV-Z]{9}");
        var number = 0L;
        for (var character : code.substring(0, 8).toCharArray()) {
            number = number * 32 + ALPHABET.indexOf(character);
        }
        assertThat(code.charAt(8)).isEqualTo(ALPHABET.charAt((int) (number % 37)));
    }

    @Test
    void isTheSameForTheSameNotificationOnEveryReplica() {
        var id = UUID.randomUUID();

        assertThat(codesOf(MASTER).of(id)).isEqualTo(codes.of(id));
    }

    @Test
    void isFoundByNobodyWithoutTheKey() {
        var id = UUID.randomUUID();

        assertThat(codesOf("BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").of(id))
                .isNotEqualTo(codes.of(id));
    }

    private static ProofCodes codesOf(String base64) {
        try {
            var file = Files.createTempFile("master", ".key");
            file.toFile().deleteOnExit();
            return new ProofCodes(MasterKey.ofFile(Files.writeString(file, base64)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
