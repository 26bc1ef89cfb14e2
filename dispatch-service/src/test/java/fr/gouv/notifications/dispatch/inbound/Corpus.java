package fr.gouv.notifications.dispatch.inbound;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reports that Postfix 3.7 and Exim 4.96 wrote on loopback, and what each says. */
final class Corpus {

    private static final Path ROOT = Path.of("src/test/resources/reports");

    static List<String> names() {
        try (var files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".eml"))
                    .map(file -> ROOT.relativize(file).toString())
                    .sorted()
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static byte[] read(String name) {
        try {
            return Files.readAllBytes(ROOT.resolve(name));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The table, one line a report: action, class and code of each recipient. */
    static Map<String, String> expected() {
        try {
            return Files.readAllLines(ROOT.resolve("expected.tsv")).stream()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", 2))
                    .collect(
                            Collectors.toMap(
                                    line -> line[0],
                                    line -> line[1],
                                    (one, other) -> one,
                                    LinkedHashMap::new));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Corpus() {}
}
