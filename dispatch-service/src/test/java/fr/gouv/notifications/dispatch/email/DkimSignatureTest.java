package fr.gouv.notifications.dispatch.email;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.james.jdkim.DKIMVerifier;
import org.apache.james.jdkim.api.SignatureRecord;
import org.apache.james.jdkim.exceptions.FailException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What we sign is found good by a verifier that nobody here wrote, and whatever is changed is not. */
class DkimSignatureTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    /** Verifiers keep what was signed only where the field was signed: so every one is tried. */
    private static final List<String> FIELDS =
            List.of(
                    "From: =?UTF-8?Q?CAF?= <caf-92@notif.test>",
                    "Reply-To: contact@caf92.test",
                    "Auto-Submitted: auto-generated",
                    "Content-Language: fr",
                    "List-Id: Rappels <rappels.caf-92.notif.test>",
                    "List-Unsubscribe: <https://notif.test/d/abc>",
                    "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
                    "Feedback-ID: rdv:caf-92:mandatory:notif.test",
                    "CFBL-Address: complaint+a@notif.test; report=arf",
                    "Message-ID: <1@notif.test>",
                    "Date: Thu, 26 Nov 2026 12:00:00 +0000",
                    "To: ines@boite.test",
                    "Subject: =?UTF-8?Q?Rendez-vous?=\r\n =?UTF-8?Q?_demain?=",
                    "MIME-Version: 1.0",
                    "Content-Type: text/plain; charset=UTF-8");

    private static final String MAIL =
            String.join("\r\n", FIELDS)
                    + "\r\n\r\nBonjour  Ines,\r\n\r\n.\r\n=C3=A9\t \r\n\r\n\r\n";

    private final DkimSignature jdk = new DkimSignature(Rsa.ofJdk());
    private final DkimSignature fastest = new DkimSignature(Rsa.fastest());

    @Test
    void anotherVerifierFindsItGoodWhoeverSigned() throws Exception {
        for (var rsa : List.of(Rsa.ofJdk(), Rsa.fastest())) {
            var signed = new DkimSignature(rsa).sign(ascii(MAIL), key(rsa), NOW);

            var signatures = verified(signed);

            assertThat(signatures).hasSize(1);
            assertThat(signatures.getFirst().getDToken().toString()).isEqualTo("notif.test");
            assertThat(signatures.getFirst().getHeaders()).hasSize(FIELDS.size() + 5);
        }
    }

    @Test
    void onThisMachineTheFastProviderLoads() {
        assertThat(Rsa.fastest().provider()).isEqualTo("AmazonCorrettoCryptoProvider");
    }

    @Test
    void isShortInItsLinesAndCompleteInFrontOfTheMail() throws Exception {
        var signed = text(fastest.sign(ascii(MAIL), key(Rsa.fastest()), NOW));

        assertThat(signed).startsWith("DKIM-Signature: v=1; a=rsa-sha256;").endsWith(MAIL);
        assertThat(signed.lines().limit(20)).allMatch(line -> line.length() <= 78);
        assertThat(signed).contains("t=1795435200;");
    }

    @ParameterizedTest
    @MethodSource("positions")
    void oneChangedOctetBreaksIt(int position) throws Exception {
        var signed = jdk.sign(ascii(MAIL), key(Rsa.ofJdk()), NOW);
        var index = signed.length - MAIL.length() + position;

        signed[index] = (byte) (signed[index] == 'x' ? 'y' : 'x');

        assertThatThrownBy(() -> verified(signed)).isInstanceOf(FailException.class);
    }

    /** One octet in the value of each field, and some in the body. */
    static List<Integer> positions() {
        var positions = new ArrayList<Integer>();
        for (var field : FIELDS) {
            positions.add(MAIL.indexOf(field) + field.length() - 2);
        }
        positions.add(MAIL.indexOf("Bonjour"));
        positions.add(MAIL.indexOf("Ines,"));
        positions.add(MAIL.indexOf("=C3=A9") + 5);
        return positions;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: autre@notif.test",
                "Subject: Autre",
                "To: autre@boite.test",
                "Date: Fri, 27 Nov 2026 12:00:00 +0000",
                "Reply-To: voleur@ailleurs.test"
            })
    void aSecondFieldOfAKindBreaksIt(String added) throws Exception {
        var signed = text(jdk.sign(ascii(MAIL), key(Rsa.ofJdk()), NOW));
        var start = signed.length() - MAIL.length();
        var before = signed.substring(0, start) + added + "\r\n" + MAIL;

        assertThatThrownBy(() -> verified(ascii(before))).isInstanceOf(FailException.class);
    }

    @Test
    void whatRelaysMayDoToBlanksBreaksNothing() throws Exception {
        var signed = text(jdk.sign(ascii(MAIL), key(Rsa.ofJdk()), NOW));

        var relayed =
                signed.replace("Bonjour  Ines,\r\n", "Bonjour \tInes, \r\n")
                        .replace("\r\n\r\n\r\n", "\r\n")
                        .replace("Content-Language: fr", "content-language:  fr ");

        assertThat(relayed).isNotEqualTo(signed);
        assertThat(verified(ascii(relayed))).hasSize(1);
    }

    /** RFC 6376, 3.4.4: nothing remains of it. The other verifier takes it for one empty line. */
    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n\r\n", " \t\r\n"})
    void nothingRemainsOfAnEmptyBody(String body) throws Exception {
        var signed = jdk.sign(ascii("From: a@notif.test\r\n\r\n" + body), key(Rsa.ofJdk()), NOW);

        assertThat(text(signed)).contains("bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;");
    }

    /** Short texts of the few octets that matter: blanks, breaks, dots, colons and words. */
    @Property(tries = 150)
    void anyBodyAndAnySubjectVerify(@ForAll("bodies") String body, @ForAll("values") String subject)
            throws Exception {
        var mail =
                "From: a@notif.test\r\nSubject:"
                        + subject
                        + "\r\nTo: b@boite.test\r\n\r\nx"
                        + body
                        + "\r\n";

        var signed = jdk.sign(ascii(mail), key(Rsa.ofJdk()), NOW);

        assertThat(verified(signed)).hasSize(1);
    }

    @Provide
    Arbitrary<String> bodies() {
        return Arbitraries.of(" ", "\t", "\r\n", "\r\n\r\n", ".", "a", "=20", "\r\n.\r\n", "mot ")
                .list()
                .ofMaxSize(24)
                .map(pieces -> String.join("", pieces));
    }

    @Provide
    Arbitrary<String> values() {
        return Arbitraries.of(" ", "\t", "a", ":", "=?UTF-8?Q?x?=", "\r\n b", "\r\n\tc", "  d")
                .list()
                .ofMaxSize(12)
                .map(pieces -> String.join("", pieces));
    }

    static List<SignatureRecord> verified(byte[] mail) throws IOException, FailException {
        var record =
                "v=DKIM1; k=rsa; p="
                        + Base64.getEncoder()
                                .encodeToString(TestSigningKeys.PAIR.getPublic().getEncoded());
        var verifier =
                new DKIMVerifier(
                        (method, selector, domain) -> {
                            assertThat(method + " " + selector + " " + domain)
                                    .isEqualTo("dns/txt n202611a notif.test");
                            return List.of(record);
                        });
        var found = verifier.verify(new ByteArrayInputStream(mail));
        return found == null ? List.of() : found;
    }

    private static SigningKey key(Rsa rsa) throws GeneralSecurityException {
        return new SigningKey(
                "notif.test", "n202611a", rsa.key(TestSigningKeys.PAIR.getPrivate().getEncoded()));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    private static String text(byte[] octets) {
        return new String(octets, US_ASCII);
    }
}
