package fr.gouv.notifications.contracts;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What there is to hold together: the records, and the files that describe them. */
final class Contracts {

    /** The module's folder; Maven runs tests in it. */
    static final Path MODULE = Path.of("").toAbsolutePath();

    static final Path PROJECT = requireNonNull(MODULE.getParent());

    static final Path RESOURCES = MODULE.resolve("src/main/resources");

    /** A file that shows how the record looks on the wire. */
    record Sample(Class<? extends Record> type, Path file) {

        JsonNode json() {
            return read(file);
        }

        @Override
        public String toString() {
            return type.getSimpleName() + "/" + file.getFileName();
        }
    }

    /** Every fact, found by what {@link Fact} permits. */
    static List<Class<? extends Record>> facts() {
        return leaves(Fact.class).toList();
    }

    /** Every record that is described: the facts, and what travels sealed in them. */
    static List<Class<? extends Record>> described() {
        return Stream.concat(facts().stream(), Stream.of(Recipient.class, Words.class)).toList();
    }

    static Path schemaFile(Class<?> type) {
        return RESOURCES.resolve("schemas").resolve(type.getSimpleName() + ".json");
    }

    static List<Sample> samples() {
        return described().stream().flatMap(type -> samples(type).stream()).toList();
    }

    static List<Sample> samples(Class<? extends Record> type) {
        return filesIn(RESOURCES.resolve("samples").resolve(type.getSimpleName())).stream()
                .map(file -> new Sample(type, file))
                .toList();
    }

    static List<Path> filesIn(Path folder) {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode read(Path file) {
        try {
            return file.toString().endsWith(".yaml")
                    ? new YAMLMapper().readTree(file.toFile())
                    : WireFormat.MAPPER.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Class<? extends Record>> leaves(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(Contracts::leaves)
                : Stream.of(type.asSubclass(Record.class));
    }

    private Contracts() {}
}
