package fr.gouv.notifications.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.acceptance.chaos.Chaos;
import fr.gouv.notifications.local.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

/**
 * A short failure run: every kill, every manner of the relay and one fault of each other kind. The
 * choices are always the same; {@code ./notifications chaos} makes others.
 */
class ChaosStory {

    @Test
    void nothingIsLostSilentOrDoubledWithoutAReasonWhileEverythingBreaks() throws Exception {
        var said = new ByteArrayOutputStream();

        var isClean =
                Chaos.run(
                        Console.into(new PrintStream(said, true, UTF_8)),
                        Platform.checkout(),
                        "--seed",
                        "2026",
                        "--faults",
                        "some",
                        "--count",
                        "1500",
                        "--rate",
                        "15",
                        "--every",
                        "1",
                        "--patience",
                        "30");

        assertThat(isClean).as(said.toString(UTF_8)).isTrue();
    }
}
