package fr.gouv.notifications.dispatch.email;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class QuotedPrintableTest {

    private static final String LETTERS = "abc =\t\r\n.éà🎉م<>\"'\u0000\u007f";

    @ParameterizedTest
    @CsvSource({"a=b, a=3Db", "é, =C3=A9", "'a ', 'a=20'", "'a b', 'a b'"})
    void escapesWhatIsNotPlain(String text, String encoded) {
        assertThat(QuotedPrintable.encode(text))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo(encoded);
    }

    @ParameterizedTest
    @MethodSource("randomTexts")
    void isReadBackByTheMailLibraryAsItWasWritten(String text) throws Exception {
        var encoded = QuotedPrintable.encode(text);

        assertThat(decoded(encoded)).isEqualTo(text.replaceAll("\r\n|\r|\n", "\r\n"));
        assertThat(new String(encoded, StandardCharsets.US_ASCII).split("\r\n", -1))
                .allSatisfy(
                        line -> {
                            assertThat(line).hasSizeLessThanOrEqualTo(76).matches("[\\t -~]*");
                            assertThat(line).doesNotEndWith(" ").doesNotEndWith("\t");
                        });
    }

    @Test
    void endsEveryLineWithBothCharacters() {
        assertThat(QuotedPrintable.encode("a\nb\r\nc\rd"))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("a\r\nb\r\nc\r\nd");
    }

    private static String[] randomTexts() {
        var random = new Random(20261123);
        return IntStream.range(0, 300)
                .mapToObj(
                        _ ->
                                random.ints(
                                                random.nextInt(400),
                                                0,
                                                LETTERS.codePointCount(0, LETTERS.length()))
                                        .map(
                                                at ->
                                                        LETTERS.codePointAt(
                                                                LETTERS.offsetByCodePoints(0, at)))
                                        .collect(
                                                StringBuilder::new,
                                                StringBuilder::appendCodePoint,
                                                StringBuilder::append)
                                        .toString())
                .toArray(String[]::new);
    }

    private static String decoded(byte[] encoded) throws MessagingException, IOException {
        try (var stream =
                MimeUtility.decode(new ByteArrayInputStream(encoded), "quoted-printable")) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
