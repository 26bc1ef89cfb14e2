package fr.gouv.notifications.dispatch.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTableTest {

    private final PaceTable table = own();
    private final Groups groups = new Groups(table);

    @ParameterizedTest
    @CsvSource({
        "gmail.com, gmail-smtp-in.l.google.com, google",
        "mairie-exemple.fr, aspmx.l.google.com, google",
        "mairie-exemple.fr, mairie-exemple-fr.mail.protection.outlook.com, microsoft",
        "wanadoo.fr, smtp-in.orange.fr, orange",
        "laposte.net, smtpz4.laposte.net, laposte",
        "free.fr, mx1.free.fr, free",
        "yahoo.fr, mx-eu.mail.am0.yahoodns.net, yahoo",
        "neuf.fr, smtp-in.sfr.fr, sfr",
        "icloud.com, mx01.mail.icloud.com, apple",
        "gmx.fr, mx00.gmx.net, gmx",
        "exemple.fr, eu-smtp-inbound-1.mimecast.com, mimecast",
        "exemple.fr, mx1.mail.ovh.net, ovh.net",
        "exemple.fr, mx.interieur.gouv.fr, interieur.gouv.fr",
        "exemple.fr, notgoogle.com, notgoogle.com"
    })
    void theExchangersSayWhoseMailboxesTheyAre(String domain, String host, String group) {
        assertThat(groups.of(domain, List.of(host)).name()).isEqualTo(group);
    }

    @ParameterizedTest
    @CsvSource({
        "orange.fr, orange",
        "hotmail.fr, microsoft",
        "exemple.fr, exemple.fr",
        "mail.exemple.fr, exemple.fr"
    })
    void untilTheyAreKnownTheDomainStandsForItself(String domain, String group) {
        assertThat(groups.of(domain, List.of()).name()).isEqualTo(group);
    }

    @Test
    void whoIsNotInTheTableIsNotSlowed() {
        assertThat(groups.of("boite.test", List.of()).hasLimits()).isFalse();
        assertThat(groups.of("orange.fr", List.of()).connections()).contains(2);
    }

    @ParameterizedTest
    @CsvSource({
        "421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred, yahoo-ts04, 2",
        "421 4.16.55 [TSS05] deferred, yahoo-ts05, 4",
        "550 5.7.1 Service refuse. Veuillez essayer plus tard. OFR_999, orange-blocked, 4",
        "450 4.7.1 SFR_IN_101, sfr-blocked, 2",
        "554 5.7.1 Service unavailable; blocked using zen.spamhaus.org, block-list, 1"
    })
    void knowsTheWordsThatAskForALongerHold(String words, String name, int hours) {
        assertThat(table.signal(words))
                .hasValueSatisfying(
                        signal -> {
                            assertThat(signal.name()).isEqualTo(name);
                            assertThat(signal.hold()).isEqualTo(Duration.ofHours(hours));
                        });
        assertThat(table.signal("550 5.1.1 no such user")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.messages=fast",
                "a.messages=0/s",
                "a.connections=0",
                "a.connections=many",
                "signal.a.pattern=x"
            })
    void aLineThatSaysNothingIsNamed(String line) {
        assertThatThrownBy(() -> PaceTable.read(new StringReader(line)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        line.contains("signal")
                                ? "signal.a"
                                : line.startsWith("a.m") ? "rate" : "a.connections");
    }

    static PaceTable own() {
        try (var reader =
                new InputStreamReader(
                        PaceTable.class.getResourceAsStream("/pace/mailbox-providers.properties"),
                        StandardCharsets.UTF_8)) {
            return PaceTable.read(reader);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
