package fr.gouv.notifications.gateway.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "zoe@exemple.fr                  | zoe@exemple.fr",
                "'  Zoe.Martin+tag@Exemple.FR  ' | Zoe.Martin+tag@exemple.fr",
                "o'neil@exemple.fr               | o'neil@exemple.fr",
                "a@b.co                          | a@b.co",
                "zoe@mairie-évry.fr              | zoe@xn--mairie-vry-h7a.fr",
                "zoe@sous.domaine.exemple.fr     | zoe@sous.domaine.exemple.fr",
                "zoe@exemple.xn--p1ai            | zoe@exemple.xn--p1ai",
            })
    void keepsWhatCanBeDelivered(String text, String address) {
        assertThat(EmailAddress.check("to", text)).isEqualTo(new Checked.Usable(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zoe",
                "@exemple.fr",
                "zoe@",
                "zoe@exemple",
                "zoe@.fr",
                "zoe@exemple..fr",
                "zoe@exemple.fr.",
                "zoe@-exemple.fr",
                "zoe@exemple-.fr",
                "zoe@exem_ple.fr",
                "zoe@exemple.f",
                "zoe@exemple.123",
                "zoe@1.2.3.4",
                "zoe@[1.2.3.4]",
                ".zoe@exemple.fr",
                "zoe.@exemple.fr",
                "zo..e@exemple.fr",
                "zo e@exemple.fr",
                "zoé@exemple.fr",
                "(zoe)@exemple.fr",
                "zoe@exemple.invalid"
            })
    void refusesWhatCannotExist(String text) {
        assertThat(code(text)).isEqualTo("address-invalid");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a@x.fr;b@y.fr    | two-addresses",
                "a@x.fr,b@y.fr    | two-addresses",
                "a@x.fr; b        | two-addresses",
                "a@x.fr b@y.fr    | two-addresses",
                "a@x@y.fr         | two-addresses",
                "Zoé <zoe@x.fr>   | display-name",
                "\"Zoé\" zoe@x.fr | display-name",
                "''               | required",
            })
    void namesTheUsualMistakes(String text, String code) {
        assertThat(code(text)).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zoe@exemple.fr\r\nBcc: x@y.fr",
                "zoe\n@exemple.fr",
                "zoe@exemple.fr\u0000",
                "\u0085a@b.fr"
            })
    void refusesEverythingThatCouldEndALine(String text) {
        assertThat(code(text)).isEqualTo("control-character");
    }

    @Test
    void keepsToTheLengthsOfTheStandard() {
        var domain = "d".repeat(60) + ".fr";

        assertThat(EmailAddress.check("to", "a".repeat(64) + "@" + domain))
                .isInstanceOf(Checked.Usable.class);
        assertThat(code("a".repeat(65) + "@" + domain)).isEqualTo("address-invalid");
        assertThat(code("a@" + "d".repeat(64) + ".fr")).isEqualTo("address-invalid");
        assertThat(code("a".repeat(64) + "@" + ("d".repeat(60) + ".").repeat(4) + "fr"))
                .isEqualTo("address-invalid");
    }

    @Test
    void neverShowsAnAddress() {
        assertThat(EmailAddress.check("to", "zoe@exemple.fr")).asString().doesNotContain("zoe");
        assertThat(EmailAddress.check("to", "secret@exemple")).asString().doesNotContain("secret");
    }

    private static String code(String text) {
        return ((Checked.Unusable) EmailAddress.check("to", text)).fault().code();
    }
}
