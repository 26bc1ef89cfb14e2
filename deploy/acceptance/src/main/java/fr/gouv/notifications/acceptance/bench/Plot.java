package fr.gouv.notifications.acceptance.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;

/** Draws runs as a picture (SVG 1.1) that needs nothing beside it: what went through each second. */
final class Plot {

    private static final int WIDTH = 720;
    private static final int HEIGHT = 220;
    private static final int LEFT = 60;
    private static final int TOP = 48;
    private static final int FOOT = 36;
    private static final int BLOCK = TOP + HEIGHT + FOOT;
    private static final List<Integer> FACTORS = List.of(1, 2, 5);
    private static final String ACCEPTED = "#0063cb";
    private static final String DELIVERED = "#b34000";

    private final StringBuilder svg = new StringBuilder(16_384);

    private Plot() {}

    /** The picture of these runs, one below the other. */
    static String of(List<Run> runs) {
        var plot = new Plot();
        plot.svg.append(
                String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">%n",
                        LEFT + WIDTH + 20,
                        BLOCK * runs.size()));
        plot.svg.append(
                String.format(
                        Locale.ROOT, "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n"));
        for (var n = 0; n < runs.size(); n++) {
            plot.draw(runs.get(n), n * BLOCK + TOP);
        }
        return plot.svg.append("</svg>\n").toString();
    }

    private void draw(Run run, int top) {
        var seconds = run.seconds();
        var most =
                seconds.stream()
                        .mapToInt(second -> Math.max(second.accepted(), second.delivered()))
                        .max()
                        .orElse(1);
        var ceiling = ceiling(most);
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<text x=\"%d\" y=\"%d\" font-size=\"14\" font-weight=\"bold\">%s: %d notifications, %.0f/s delivered, %.0f µs each</text>%n",
                        LEFT,
                        top - 28,
                        run.name(),
                        run.notifications(),
                        run.deliveredPerSecond(),
                        run.cpuMicrosInAll()));
        legend(LEFT, top - 10, ACCEPTED, "accepted each second");
        legend(LEFT + 180, top - 10, DELIVERED, "arrived at the relay");
        for (var line = 0; line <= 4; line++) {
            var y = top + HEIGHT - HEIGHT * line / 4;
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#ddd\"/>%n",
                            LEFT,
                            y,
                            LEFT + WIDTH,
                            y));
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%d</text>%n",
                            LEFT - 6,
                            y + 4,
                            ceiling * line / 4));
        }
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<text x=\"%d\" y=\"%d\">0 s</text>%n",
                        LEFT,
                        top + HEIGHT + 18));
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%d s</text>%n",
                        LEFT + WIDTH,
                        top + HEIGHT + 18,
                        seconds.size()));
        line(seconds, Run.Second::accepted, ceiling, top, ACCEPTED);
        line(seconds, Run.Second::delivered, ceiling, top, DELIVERED);
    }

    private void legend(int x, int y, String colour, String words) {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"3\"/>%n",
                        x,
                        y - 4,
                        x + 20,
                        y - 4,
                        colour));
        svg.append(
                String.format(
                        Locale.ROOT, "<text x=\"%d\" y=\"%d\">%s</text>%n", x + 26, y, words));
    }

    private void line(
            List<Run.Second> seconds,
            ToIntFunction<Run.Second> figure,
            int ceiling,
            int top,
            String colour) {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"",
                        colour));
        for (var n = 0; n < seconds.size(); n++) {
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "%.1f,%.1f ",
                            LEFT + WIDTH * (n + 0.5) / seconds.size(),
                            top
                                    + HEIGHT
                                            * (1
                                                    - figure.applyAsInt(seconds.get(n))
                                                            / (double) ceiling)));
        }
        svg.append(String.format(Locale.ROOT, "\"/>%n"));
    }

    /** The next of 4, 8, 20, 40, 80, 200 … that is not below it, so that quarters are whole. */
    private static int ceiling(int most) {
        var power = 4;
        while (true) {
            for (var factor : FACTORS) {
                if (power * factor >= most) {
                    return power * factor;
                }
            }
            power *= 10;
        }
    }
}
