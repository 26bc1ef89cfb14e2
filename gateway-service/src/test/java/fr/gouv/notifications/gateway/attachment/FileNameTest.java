package fr.gouv.notifications.gateway.attachment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FileNameTest {

    static Stream<Arguments> names() {
        return Stream.of(
                Arguments.of("lettre.pdf", "lettre.pdf", "pdf"),
                Arguments.of("Décision d’Inès (2).PDF", "Décision d’Inès (2).PDF", "pdf"),
                Arguments.of("../../etc/passwd", "passwd", ""),
                Arguments.of("C:\\Users\\zoe\\a.odt", "a.odt", "odt"),
                Arguments.of("rib\u202Efdp.exe", "ribfdp.exe", "exe"),
                Arguments.of("a\u0000\u0007b.txt", "ab.txt", "txt"),
                Arguments.of("a\r\nBcc: x@y.fr.txt", "a Bcc_ x@y.fr.txt", "txt"),
                Arguments.of(".pdf", "pdf", ""),
                Arguments.of("fiche.pdf. ", "fiche.pdf", "pdf"),
                Arguments.of("a<b>:\"c|?*.csv", "a_b___c___.csv", "csv"),
                Arguments.of("e\u0301te\u0301.txt", "\u00e9t\u00e9.txt", "txt"),
                Arguments.of("", "", ""));
    }

    @ParameterizedTest
    @MethodSource("names")
    void isMadeSafe(String given, String safe, String extension) {
        var name = FileName.safe(given);

        assertThat(name.text()).isEqualTo(safe);
        assertThat(name.extension()).isEqualTo(extension);
    }

    @ParameterizedTest
    @CsvSource({"400,.pdf", "119,.jpeg"})
    void isShortenedAndKeepsItsExtension(int length, String extension) {
        assertThat(FileName.safe("é".repeat(length) + extension).text())
                .hasSizeLessThanOrEqualTo(FileName.LONGEST)
                .endsWith("é" + extension);
    }

    @Property
    boolean isNeverLongAndNeverHasWhatASystemRefuses(@ForAll String given) {
        var text = FileName.safe(given).text();
        return text.length() <= FileName.LONGEST
                && text.chars().noneMatch(Character::isISOControl)
                && text.chars().noneMatch(letter -> "<>:\"/\\|?*".indexOf(letter) >= 0)
                && text.strip().equals(text);
    }
}
