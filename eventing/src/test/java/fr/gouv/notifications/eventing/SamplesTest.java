package fr.gouv.notifications.eventing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fr.gouv.notifications.contracts.Fact;
import fr.gouv.notifications.contracts.Recipient;
import fr.gouv.notifications.contracts.Words;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What was written to a topic once is read today: every sample of the contracts, ever added. */
class SamplesTest {

    private static final ObjectMapper PLAIN = new ObjectMapper();

    private static final Map<String, Class<?>> TYPES =
            Stream.concat(leaves(Fact.class), Stream.of(Recipient.class, Words.class))
                    .collect(Collectors.toMap(Class::getSimpleName, Function.identity()));

    /** A sample of the record of that name. */
    record Sample(String type, String file, String json) {

        @Override
        public String toString() {
            return type + "/" + file;
        }
    }

    static List<Sample> samples() throws IOException, URISyntaxException {
        var place = Fact.class.getResource("/samples");
        assertThat(place).as("the samples in the artefact of the contracts").isNotNull();
        return samplesAt(place.toURI());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aSampleIsReadAndWrittenBackEqual(Sample sample) throws IOException, UnreadableRecord {
        var value = FactJson.read(sample.json().getBytes(UTF_8), typeOf(sample));

        assertThat(PLAIN.readTree(FactJson.write(value))).isEqualTo(PLAIN.readTree(sample.json()));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void whoNeedsNoWordsReadsAllTheRest(Sample sample) throws IOException, UnreadableRecord {
        var value = FactJson.readWithoutWords(sample.json().getBytes(UTF_8), typeOf(sample));

        var expected = PLAIN.readTree(sample.json());
        if (expected.path("words").path("box").isTextual()) {
            ((ObjectNode) expected.path("words")).put("box", "unread");
        }
        assertThat(PLAIN.readTree(FactJson.write(value))).isEqualTo(expected);
        if (List.of("NotificationRequested", "NotificationRouted").contains(sample.type())) {
            assertThat(new String(FactJson.write(value), UTF_8)).contains("\"box\":\"unread\"");
        }
    }

    private static Class<?> typeOf(Sample sample) {
        var type = TYPES.get(sample.type());
        assertThat(type).as("the record of %s", sample).isNotNull();
        return type;
    }

    private static List<Sample> samplesAt(URI place) throws IOException {
        if (!place.getScheme().equals("jar")) {
            return samplesIn(Path.of(place));
        }
        try (var jar = FileSystems.newFileSystem(place, Map.of())) {
            return samplesIn(jar.getPath("/samples"));
        }
    }

    private static List<Sample> samplesIn(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            var samples = new ArrayList<Sample>();
            for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                samples.add(
                        new Sample(
                                file.getName(file.getNameCount() - 2).toString(),
                                file.getName(file.getNameCount() - 1).toString(),
                                Files.readString(file)));
            }
            return samples;
        }
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(SamplesTest::leaves)
                : Stream.of(type);
    }
}
