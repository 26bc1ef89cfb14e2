package fr.gouv.notifications.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the documentation to what it speaks of. */
class DocumentationTest {

    private static final Path DOCS = Contracts.PROJECT.resolve("docs");
    private static final Path DECISIONS = DOCS.resolve("adr");
    private static final Path GLOSSARY = DOCS.resolve("glossary.md");

    /** Where the gateway says reasons in French. */
    private static final Path SENTENCES =
            Contracts.PROJECT.resolve(
                    "gateway-service/src/main/java/fr/gouv/notifications/gateway/status/Sentences.java");

    private static final Path README = Contracts.PROJECT.resolve("README.md");

    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)#\\s]+)(?:#[^)]*)?\\)");

    static Stream<Path> pages() {
        return Stream.concat(
                        Contracts.filesIn(DOCS).stream(),
                        Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
                                .map(Contracts.PROJECT::resolve)
                                .filter(Files::exists))
                .filter(file -> file.toString().endsWith(".md"));
    }

    @Test
    void decisionsAreNumberedWithoutGaps() {
        var numbers = decisions().map(name -> name.substring(0, 4)).toList();

        assertThat(numbers)
                .isNotEmpty()
                .isEqualTo(
                        IntStream.rangeClosed(1, numbers.size())
                                .mapToObj("%04d"::formatted)
                                .toList());
    }

    @Test
    void everyDecisionIsIndexedUnderItsTitle() {
        var index = text(DECISIONS.resolve("README.md"));

        for (var file : decisions().toList()) {
            var title = text(DECISIONS.resolve(file)).lines().findFirst().orElseThrow();
            var number = Integer.parseInt(file.substring(0, 4));
            assertThat(title).startsWith("# " + number + ". ");
            assertThat(index)
                    .contains(
                            "| %d | [%s](%s) |"
                                    .formatted(
                                            number,
                                            title.substring(title.indexOf(". ") + 2),
                                            file));
        }
    }

    @Test
    void everyDecisionSaysWhyAndWhatElseWasConsidered() {
        for (var file : decisions().toList()) {
            assertThat(text(DECISIONS.resolve(file)))
                    .as(file)
                    .containsSubsequence(
                            "## Context",
                            "## Decision",
                            "## Consequences",
                            "## Alternatives considered");
        }
    }

    @Test
    void theGlossaryListsEveryReasonWithItsFrenchSentence() {
        assertThat(rows("## Reasons"))
                .extracting(row -> row.group(1))
                .containsExactlyElementsOf(kebab(Reason.values()));
        assertThat(rows("## Reasons"))
                .extracting(row -> row.group(2).strip())
                .allMatch(sentence -> sentence.endsWith("."))
                .doesNotHaveDuplicates();
    }

    @Test
    void theGlossaryQuotesTheGateway() {
        for (var row : rows("## Reasons")) {
            assertThat(text(SENTENCES)).contains("\"" + row.group(2).strip() + "\"");
        }
    }

    @Test
    void theGlossaryListsEveryStatus() {
        assertThat(rows("## Statuses"))
                .extracting(row -> row.group(1))
                .containsExactlyElementsOf(kebab(PublicStatus.values()));
    }

    @Test
    void theGlossaryListsEveryTopic() throws IllegalAccessException {
        for (var field : Topics.class.getFields()) {
            assertThat(text(GLOSSARY)).contains("`" + field.get(null) + "`");
        }
    }

    @Test
    void operatorsFindEveryVariableAndNoOther() {
        var used =
                sources("properties")
                        .flatMap(file -> words("\\$\\{([A-Z][A-Z_]+)", text(file)))
                        .collect(Collectors.toCollection(TreeSet::new));
        var told =
                text(DOCS.resolve("operations.md"))
                        .lines()
                        .filter(line -> line.startsWith("| `"))
                        .map(line -> line.split("\\|", 3)[1])
                        .flatMap(cell -> words("`([A-Z][A-Z_]+)`", cell))
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(told).isEqualTo(used);
    }

    @Test
    void operatorsFindEveryMetricAndNoOther() {
        var counted =
                sources("java")
                        .flatMap(file -> words("\"(notifications(?:\\.[a-z]+)+)\"", text(file)))
                        .map(name -> withoutUnit(name.replace('.', '_')))
                        .collect(Collectors.toCollection(TreeSet::new));
        var told =
                words("`(notifications(?:_[a-z]+)+)`", text(DOCS.resolve("operations.md")))
                        .map(DocumentationTest::withoutUnit)
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(told).isEqualTo(counted);
    }

    /** Timers and counters get their unit only when they are served; gauges are named with it. */
    private static String withoutUnit(String metric) {
        return metric.replaceAll("_total$|_seconds$", "");
    }

    @Test
    void theReadmeListsTheModulesOfTheBuild() {
        // The README is written last; from then on it is held to the build.
        if (Files.exists(README)) {
            assertThat(text(README)).contains(modules().map(name -> "`" + name + "`").toList());
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkInsideTheProjectLeadsSomewhere(Path page) {
        var lost =
                LINK.matcher(text(page))
                        .results()
                        .map(result -> result.group(1))
                        .filter(target -> !target.contains(":"))
                        .filter(target -> !Files.exists(page.resolveSibling(target)));

        assertThat(lost).isEmpty();
    }

    private static Stream<String> decisions() {
        return Contracts.filesIn(DECISIONS).stream()
                .map(file -> String.valueOf(file.getFileName()))
                .filter(name -> !name.equals("README.md"))
                .sorted();
    }

    /** The rows of the table in one chapter of the glossary whose first cell is a word in code. */
    private static List<MatchResult> rows(String chapter) {
        var text = text(GLOSSARY);
        var start = text.indexOf(chapter + "\n");
        var end = text.indexOf("\n## ", start + 1);
        assertThat(start).as(chapter).isNotNegative();
        return Pattern.compile("(?m)^\\| `([a-z-]+)` \\|([^|]+)\\|")
                .matcher(text.substring(start, end))
                .results()
                .toList();
    }

    private static Stream<String> modules() {
        return words("<module>(.*?)</module>", text(Contracts.PROJECT.resolve("pom.xml")));
    }

    /** What goes into the services. */
    private static Stream<Path> sources(String ending) {
        return modules()
                .filter(module -> !module.startsWith("deploy/"))
                .map(module -> Contracts.PROJECT.resolve(module + "/src/main"))
                .filter(Files::isDirectory)
                .flatMap(folder -> Contracts.filesIn(folder).stream())
                .filter(file -> file.toString().endsWith("." + ending));
    }

    private static Stream<String> words(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map(result -> result.group(1));
    }

    private static List<String> kebab(Enum<?>[] constants) {
        return Stream.of(constants).map(WireFormat::kebab).toList();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError("cannot read " + file, e);
        }
    }
}
