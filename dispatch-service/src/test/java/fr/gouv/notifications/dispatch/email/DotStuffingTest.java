package fr.gouv.notifications.dispatch.email;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DotStuffingTest {

    @ParameterizedTest
    @CsvSource({
        "'',.\\r\\n",
        "a\\r\\n,a\\r\\n.\\r\\n",
        ".\\r\\n,..\\r\\n.\\r\\n",
        ".a\\r\\n..b\\r\\nc.\\r\\n,..a\\r\\n...b\\r\\nc.\\r\\n.\\r\\n",
        "a.b\\r\\n.\\r\\n.\\r\\n,a.b\\r\\n..\\r\\n..\\r\\n.\\r\\n"
    })
    void noLineOfTheContentEndsIt(String content, String sent) {
        assertThat(new String(DotStuffing.ended(unescaped(content)), US_ASCII))
                .isEqualTo(new String(unescaped(sent), US_ASCII));
    }

    private static byte[] unescaped(String written) {
        return written.translateEscapes().getBytes(US_ASCII);
    }
}
