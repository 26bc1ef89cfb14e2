package fr.gouv.notifications.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Samples are only ever added: what was written once lies on topics and must stay readable. The list
 * of their checksums may grow, and nothing on it may change.
 */
class SamplesAreKeptTest {

    private static final Path LIST = Path.of("src/test/resources/samples.sha256");

    @Test
    void theListNamesEverySampleAsItIs() throws IOException {
        var actual =
                Contracts.samples().stream()
                        .map(sample -> checksum(sample.file()) + "  " + sample)
                        .toList();

        assertThat(Files.readAllLines(LIST, UTF_8))
                .as("%s: add lines for new samples; a sample that exists is never edited", LIST)
                .containsExactlyInAnyOrderElementsOf(actual);
    }

    @Test
    void noLineEverLeftTheList() throws IOException, InterruptedException {
        var now = Files.readAllLines(LIST, UTF_8);

        var gone =
                Stream.concat(
                                git("log", "--format=", "--no-color", "--unified=0", "-p").stream(),
                                git("diff", "HEAD", "--no-color", "--unified=0").stream())
                        .filter(line -> line.startsWith("-") && !line.startsWith("---"))
                        .map(line -> line.substring(1))
                        .filter(line -> !now.contains(line));

        assertThat(gone).as("samples that were removed or edited").isEmpty();
    }

    /** What Git says of the list; nothing where there is no history, as in a source archive. */
    private static List<String> git(String... command) throws IOException, InterruptedException {
        var words =
                Stream.of(Stream.of("git"), Stream.of(command), Stream.of("--", LIST.toString()))
                        .flatMap(part -> part)
                        .toList();
        var process =
                new ProcessBuilder(words)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .directory(Contracts.MODULE.toFile())
                        .start();
        var lines = new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
        return process.waitFor() == 0 ? lines : List.of();
    }

    private static String checksum(Path file) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new AssertionError("no checksum of " + file, e);
        }
    }
}
