package fr.gouv.notifications.dispatch.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.gouv.notifications.dispatch.inbound.ReturnPath.Attempt;
import fr.gouv.notifications.dispatch.inbound.ReturnPath.Purpose;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ReturnPathTest {

    private final ReturnPath paths = new ReturnPath(secret(1));

    @Property(tries = 500)
    void whatWasWrittenIsReadWhateverTheCaseOfItsLetters(
            @ForAll long high,
            @ForAll long low,
            @ForAll @IntRange(max = 255) int step,
            @ForAll @IntRange(max = 65_535) int number,
            @ForAll Purpose purpose) {
        var attempt = new Attempt(new UUID(high, low), step, number);

        var written = paths.localPart(purpose, attempt);

        assertThat(written).hasSizeLessThanOrEqualTo(64).matches("[a-z]+\\+[a-z2-7]{50}");
        assertThat(paths.attempt(purpose, written)).contains(attempt);
        assertThat(paths.attempt(purpose, written.toUpperCase(Locale.ROOT))).contains(attempt);
    }

    @Property(tries = 500)
    void anyOtherSignAnywhereIsRefused(
            @ForAll long high,
            @ForAll long low,
            @ForAll @IntRange(max = 56) int at,
            @ForAll @IntRange(min = 33, max = 126) int sign) {
        var written = paths.localPart(Purpose.BOUNCE, new Attempt(new UUID(high, low), 0, 1));
        var forged = written.substring(0, at) + (char) sign + written.substring(at + 1);

        if (!forged.equalsIgnoreCase(written)) {
            assertThat(paths.attempt(Purpose.BOUNCE, forged)).isEmpty();
        }
    }

    @Example
    void aTokenOfOnePurposeProvesNothingForAnother() {
        var attempt = new Attempt(new UUID(7, 7), 1, 2);
        var reply = paths.localPart(Purpose.REPLY, attempt);

        assertThat(paths.attempt(Purpose.BOUNCE, reply.replace("reply+", "bounce+"))).isEmpty();
    }

    @Example
    void aTokenOfAnotherSecretIsRefused() {
        var other = new ReturnPath(secret(2));
        var foreign = other.localPart(Purpose.BOUNCE, new Attempt(new UUID(7, 7), 0, 1));

        assertThat(paths.attempt(Purpose.BOUNCE, foreign)).isEmpty();
    }

    @Example
    void whatIsTooShortOrTooLongIsRefused() {
        var written = paths.localPart(Purpose.BOUNCE, new Attempt(new UUID(7, 7), 0, 1));

        assertThat(paths.attempt(Purpose.BOUNCE, written + "a")).isEmpty();
        assertThat(paths.attempt(Purpose.BOUNCE, written.substring(0, written.length() - 1)))
                .isEmpty();
        assertThat(paths.attempt(Purpose.BOUNCE, "bounce+")).isEmpty();
        assertThat(paths.attempt(Purpose.BOUNCE, "")).isEmpty();
    }

    @Example
    void aShortSecretIsRefused() {
        assertThatThrownBy(() -> new ReturnPath(new byte[31]))
                .hasMessageContaining("31 octets, not 32");
    }

    private static byte[] secret(int of) {
        var secret = new byte[ReturnPath.SECRET];
        Arrays.fill(secret, (byte) of);
        return secret;
    }
}
