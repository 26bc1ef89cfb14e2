package fr.gouv.notifications.gateway.template;

import static fr.gouv.notifications.gateway.template.SmsLength.Encoding.GSM_7;
import static fr.gouv.notifications.gateway.template.SmsLength.Encoding.UCS_2;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SmsLengthTest {

    @Test
    void countsOnePartUpToTheLimitOfTheAlphabet() {
        assertThat(SmsLength.of("a".repeat(160))).isEqualTo(new SmsLength(GSM_7, 160, 1));
        assertThat(SmsLength.of("a".repeat(161))).isEqualTo(new SmsLength(GSM_7, 161, 2));
        assertThat(SmsLength.of("ê".repeat(70))).isEqualTo(new SmsLength(UCS_2, 70, 1));
        assertThat(SmsLength.of("ê".repeat(71))).isEqualTo(new SmsLength(UCS_2, 71, 2));
    }

    @Test
    void partsOfLongMessagesAreShorter() {
        assertThat(SmsLength.of("a".repeat(306)).segments()).isEqualTo(2);
        assertThat(SmsLength.of("a".repeat(307)).segments()).isEqualTo(3);
        assertThat(SmsLength.of("ê".repeat(134)).segments()).isEqualTo(2);
        assertThat(SmsLength.of("ê".repeat(135)).segments()).isEqualTo(3);
    }

    @Test
    void frenchFallsOutOfTheShortAlphabetWhereOperatorsSay() {
        assertThat(SmsLength.of("à é è ù ö ü Ç É €").encoding()).isEqualTo(GSM_7);
        assertThat("çâêîôûëïœÀÈÊÔ’«…–".chars().mapToObj(Character::toString))
                .allMatch(letter -> SmsLength.of(letter).encoding() == UCS_2);
    }

    @Test
    void extensionCharactersCountTwiceAndAreNeverCut() {
        assertThat(SmsLength.of("€".repeat(80))).isEqualTo(new SmsLength(GSM_7, 160, 1));
        assertThat(SmsLength.of("a".repeat(152) + "€" + "a".repeat(152)).segments()).isEqualTo(3);
    }

    @Test
    void surrogatePairsAreNeverCut() {
        assertThat(SmsLength.of("😀".repeat(35))).isEqualTo(new SmsLength(UCS_2, 70, 1));
        assertThat(SmsLength.of("😀".repeat(67)).segments()).isEqualTo(3);
    }
}
