package fr.gouv.notifications.eventing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstantReaderTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-25T08:00:00Z",
                "2026-11-25T23:59:59.1Z",
                "2026-11-25T08:00:00.Z",
                "2028-02-29T00:00:00.123Z",
                "1969-12-31T23:59:59.999999999Z",
                "0000-01-01T00:00:00.000000001Z",
                "9999-12-31T23:59:59.123456Z",
                "+10000-01-01T00:00:00Z",
                "-0001-01-01T00:00:00Z",
                "2026-11-25T24:00:00Z",
                "2026-11-25T08:00:00+01:00"
            })
    void readsWhatTheGeneralReaderReads(String text) throws UnreadableRecord {
        assertThat(read(text)).isEqualTo(Instant.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-02-29T08:00:00Z",
                "2026-13-01T08:00:00Z",
                "2026-11-25T25:00:00Z",
                "2026-11-25T08:61:00Z",
                "2026-11-25T08:00:00.1234567890Z",
                "2026-11-25T08:00:0١Z",
                "2026-11-25 08:00:00Z",
                "2026-11-25T08:00:00",
                "tomorrow"
            })
    void refusesWhatIsNoInstant(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(UnreadableRecord.class);
    }

    private static Instant read(String text) throws UnreadableRecord {
        return FactJson.read(("\"" + text + "\"").getBytes(UTF_8), Instant.class);
    }
}
