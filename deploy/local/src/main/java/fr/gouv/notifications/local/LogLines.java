package fr.gouv.notifications.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.stream.Stream;

/** Makes the lines of a log fit for a person's eyes: services write JSON, for machines. */
final class LogLines {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 300;

    /** The last lines, at most that many, each short enough to read. */
    static List<String> last(String log, int atMost) {
        var lines = log.lines().flatMap(LogLines::readable).map(LogLines::shortened).toList();
        return lines.subList(Math.max(0, lines.size() - atMost), lines.size());
    }

    private static Stream<String> readable(String line) {
        if (!line.startsWith("{")) {
            return Stream.of(line);
        }
        try {
            return told(JSON.readTree(line));
        } catch (JsonProcessingException notJson) {
            return Stream.of(line);
        }
    }

    /** What happened, and of an exception what it and its causes say, not where they came through. */
    private static Stream<String> told(JsonNode entry) {
        var head =
                "%s %s: %s"
                        .formatted(
                                entry.path("level").asText(),
                                entry.path("loggerName").asText(),
                                entry.path("message").asText());
        var causes =
                entry.path("stackTrace")
                        .asText()
                        .lines()
                        .filter(
                                line ->
                                        !line.isBlank()
                                                && !line.startsWith("\tat ")
                                                && !line.startsWith("\t..."))
                        .map(line -> "    " + line);
        return Stream.of(Stream.of(head), causes, chain(entry.path("exception")))
                .flatMap(lines -> lines);
    }

    /** The same, where the service writes exceptions as objects. */
    private static Stream<String> chain(JsonNode exception) {
        return Stream.iterate(
                        exception,
                        link -> link.has("exceptionType"),
                        link -> link.path("causedBy").path("exception"))
                .map(
                        link ->
                                "    %s: %s"
                                        .formatted(
                                                link.path("exceptionType").asText(),
                                                link.path("message").asText().strip()));
    }

    private static String shortened(String line) {
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    private LogLines() {}
}
