package fr.gouv.notifications.gateway.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainHintsTest {

    private final DomainHints hints = new DomainHints();

    @ParameterizedTest
    @CsvSource({
        "gmial.com,gmail.com",
        "gmail.con,gmail.com",
        "gmaill.com,gmail.com",
        "gmal.com,gmail.com",
        "gmail.fr,gmail.com",
        "ornage.fr,orange.fr",
        "wanado.fr,wanadoo.fr",
        "wanadoo.com,wanadoo.fr",
        "hotmial.fr,hotmail.fr",
        "laposte.ent,laposte.net",
        "outloook.fr,outlook.fr"
    })
    void knowsWhatWasMeant(String typed, String meant) {
        assertThat(hints.about("to.email", typed))
                .hasValueSatisfying(
                        hint -> {
                            assertThat(hint.code()).isEqualTo("domain-typo");
                            assertThat(hint.field()).isEqualTo("to.email");
                            assertThat(hint.suggestion()).isEqualTo(meant);
                            assertThat(hint.sentence()).contains(typed).contains(meant);
                        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gmail.com",
                "mail.com",
                "gmx.fr",
                "str.fr",
                "fre.fr",
                "laposte.fr",
                "orange.com",
                "hauts-de-seine.fr",
                "interieur.gouv.fr",
                "xn--prfecture-i4a.fr",
                "a.fr",
                "gmail.com.evil.example"
            })
    void doubtsNoDomainThatMayWellBeMeant(String domain) {
        assertThat(hints.about("to.email", domain)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yopmail.com", "un.deux.yopmail.com", "jetable.org"})
    void knowsMailboxesThatVanish(String domain) {
        assertThat(hints.about("to.email", domain))
                .hasValueSatisfying(
                        hint -> {
                            assertThat(hint.code()).isEqualTo("domain-disposable");
                            assertThat(hint.suggestion()).isNull();
                        });
    }

    @ParameterizedTest
    @CsvSource({
        "ab,ba,true",
        "abc,acb,true",
        "abc,abd,true",
        "abc,ab,true",
        "ab,abc,true",
        "abc,abc,false",
        "abc,cba,false",
        "abcd,badc,false",
        "abc,abcde,false",
        "xbc,abd,false",
        "'',a,true",
        "'','',false"
    })
    void countsOneSlip(String typed, String meant, boolean one) {
        assertThat(DomainHints.isOneSlipAway(typed, meant)).isEqualTo(one);
        assertThat(DomainHints.isOneSlipAway(meant, typed)).isEqualTo(one);
    }

    @Test
    void choosesTheSameWhereTwoAreAsNear() {
        assertThat(hints.meant("hotmail.cr")).isEqualTo(hints.meant("hotmail.cr"));
        assertThat(hints.meant("hotmail.cm")).contains("hotmail.com");
    }
}
