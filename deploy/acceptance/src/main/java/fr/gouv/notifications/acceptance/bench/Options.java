package fr.gouv.notifications.acceptance.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What the benchmark was asked for; see {@link Benchmark} for the words. */
record Options(
        int count,
        int connections,
        int rate,
        int paced,
        int duration,
        int warmUp,
        Door.Kind door,
        int batchSize,
        Door.Lanes lanes,
        int replicas,
        int oldRows,
        boolean compare,
        boolean dkim,
        int fileRows,
        int rowBytes,
        int fileRate,
        int express,
        String json,
        String plot,
        String profile) {

    private static final Map<String, String> USUAL = new LinkedHashMap<>();

    static {
        USUAL.put("--count", "20000");
        USUAL.put("--connections", "32");
        USUAL.put("--rate", "500");
        USUAL.put("--paced", "10000");
        USUAL.put("--duration", "0");
        USUAL.put("--warm-up", "30000");
        USUAL.put("--door", "single");
        USUAL.put("--batch-size", "500");
        USUAL.put("--lanes", "express");
        USUAL.put("--replicas", "1");
        USUAL.put("--old-rows", "0");
        USUAL.put("--compare", "on");
        USUAL.put("--dkim", "on");
        USUAL.put("--file-rows", "0");
        USUAL.put("--row-bytes", "500");
        USUAL.put("--file-rate", "0");
        USUAL.put("--express", "10");
        USUAL.put("--json", "");
        USUAL.put("--plot", "");
        USUAL.put("--profile", "");
    }

    /**
     * Reads the words of a command line.
     *
     * @throws IllegalArgumentException with a sentence for the person who typed them
     */
    static Options of(String... arguments) {
        var values = new LinkedHashMap<>(USUAL);
        for (var n = 0; n < arguments.length; n += 2) {
            if (!values.containsKey(arguments[n]) || n + 1 == arguments.length) {
                throw new IllegalArgumentException(
                        "unknown or incomplete option %s; there are %s"
                                .formatted(arguments[n], String.join(", ", USUAL.keySet())));
            }
            values.put(arguments[n], arguments[n + 1]);
        }
        return new Options(
                number(values, "--count", 1, 10_000_000),
                number(values, "--connections", 1, 1_000),
                number(values, "--rate", 1, 100_000),
                number(values, "--paced", 0, 10_000_000),
                number(values, "--duration", 0, 86_400),
                number(values, "--warm-up", 0, 10_000_000),
                word(values, "--door", Door.Kind.class),
                number(values, "--batch-size", 2, 1_000),
                word(values, "--lanes", Door.Lanes.class),
                number(values, "--replicas", 1, 3),
                number(values, "--old-rows", 0, 100_000_000),
                word(values, "--compare", Switch.class) == Switch.ON,
                word(values, "--dkim", Switch.class) == Switch.ON,
                number(values, "--file-rows", 0, 100_000),
                number(values, "--row-bytes", 60, 4_000),
                number(values, "--file-rate", 0, 100_000),
                number(values, "--express", 1, 1_000),
                text(values, "--json"),
                text(values, "--plot"),
                text(values, "--profile"));
    }

    private enum Switch {
        ON,
        OFF
    }

    private static String text(Map<String, String> values, String option) {
        return values.getOrDefault(option, "");
    }

    private static int number(Map<String, String> values, String option, int least, int most) {
        var text = text(values, option);
        try {
            var number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "%s needs a number from %d to %d, not \"%s\"".formatted(option, least, most, text));
    }

    private static <E extends Enum<E>> E word(
            Map<String, String> values, String option, Class<E> words) {
        var text = text(values, option);
        return Arrays.stream(words.getEnumConstants())
                .filter(word -> word.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "%s needs one of %s, not \"%s\""
                                                .formatted(
                                                        option,
                                                        Arrays.toString(words.getEnumConstants())
                                                                .toLowerCase(Locale.ROOT),
                                                        text)));
    }
}
