package fr.gouv.notifications.acceptance.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

class PlotTest {

    @Test
    void drawsALineForWhatWasAcceptedAndOneForWhatArrived() throws Exception {
        var svg =
                Plot.of(
                        List.of(
                                run("saturation", new Run.Second(800, 0), new Run.Second(0, 400)),
                                run("paced", new Run.Second(500, 500))));

        var drawn =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(svg.getBytes(UTF_8)));
        var lines = drawn.getElementsByTagName("polyline");
        assertThat(lines.getLength()).isEqualTo(4);
        // 800 of 800 lies at the top of the first picture, 0 at its foot; 400 in the middle.
        assertThat(points(lines.item(0))).isEqualTo("240.0,48.0 600.0,268.0");
        assertThat(points(lines.item(1))).isEqualTo("240.0,268.0 600.0,158.0");
    }

    private static String points(org.w3c.dom.Node line) {
        return line.getAttributes().getNamedItem("points").getNodeValue().strip();
    }

    private static Run run(String name, Run.Second... seconds) {
        var delay = new Run.Delay(1, 2, 3);
        return new Run(
                name,
                1,
                0,
                0,
                0,
                0,
                1,
                1,
                1,
                delay,
                Map.of("express", delay),
                8,
                Map.of(),
                1,
                Map.of(),
                Map.of(),
                List.of(seconds));
    }
}
