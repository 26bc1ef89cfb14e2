package fr.gouv.notifications.local.broker;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The declaration of every topic: who writes it, who reads it, how long it is kept.
 *
 * @param maxMessageBytes largest record that any topic takes
 * @param topics never empty, no name twice
 * @param families topics of which each public service may have one
 */
public record Topics(int maxMessageBytes, List<Topic> topics, List<Family> families) {

    private static final YAMLMapper STRICT =
            YAMLMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                    .build();

    private static final Pattern NAME =
            Pattern.compile("[a-z]+(\\.[a-z]+)+\\.v[1-9][0-9]*|[a-z-]+\\.dead-letter");

    public Topics {
        if (topics.isEmpty()) {
            throw new IllegalArgumentException("no topic is declared");
        }
        if (maxMessageBytes <= 0) {
            throw new IllegalArgumentException("maxMessageBytes must be above 0");
        }
        var names = new HashSet<String>();
        for (var topic : topics) {
            if (!names.add(topic.name())) {
                throw new IllegalArgumentException(
                        "topic %s is declared twice".formatted(topic.name()));
            }
        }
        for (var family : families == null ? List.<Family>of() : families) {
            if (!names.add(family.prefix())) {
                throw new IllegalArgumentException(
                        "family %s is declared twice".formatted(family.prefix()));
            }
        }
        topics = List.copyOf(topics);
        families = families == null ? List.of() : List.copyOf(families);
    }

    /**
     * One topic.
     *
     * @param fact simple name of the record it carries; absent for dead letters
     * @param retention how long a record stays readable, ISO 8601
     */
    public record Topic(
            String name,
            @Nullable String fact,
            List<String> writtenBy,
            List<String> readBy,
            int partitions,
            String retention) {

        public Topic {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "topic name %s is not of the form subject.participle.vN".formatted(name));
            }
            if (writtenBy == null || writtenBy.isEmpty() || readBy == null || readBy.isEmpty()) {
                throw new IllegalArgumentException(
                        "topic %s needs a writer and a reader".formatted(name));
            }
            if (partitions < 1) {
                throw new IllegalArgumentException(
                        "topic %s needs at least one partition".formatted(name));
            }
            try {
                if (!Duration.parse(retention).isPositive()) {
                    throw new IllegalArgumentException("topic %s keeps nothing".formatted(name));
                }
            } catch (DateTimeParseException malformed) {
                throw new IllegalArgumentException(
                        "retention %s of topic %s is no ISO 8601 duration"
                                .formatted(retention, name),
                        malformed);
            }
            writtenBy = List.copyOf(writtenBy);
            readBy = List.copyOf(readBy);
        }

        /** How long a record stays readable. */
        public Duration kept() {
            return Duration.parse(retention);
        }
    }

    /**
     * Topics whose names begin alike, one for each public service that has a door.
     *
     * @param facts simple names of the records that they carry
     * @param createdBy the service that makes them, and gives public services their rights on them
     */
    public record Family(
            String prefix,
            List<String> facts,
            String createdBy,
            List<String> writtenBy,
            List<String> readBy,
            int partitions,
            String retention) {

        private static final Pattern PREFIX = Pattern.compile("[a-z]+\\.");

        public Family {
            if (prefix == null || !PREFIX.matcher(prefix).matches()) {
                throw new IllegalArgumentException(
                        "prefix %s is not a word and a dot".formatted(prefix));
            }
            if (facts == null || facts.isEmpty() || createdBy == null) {
                throw new IllegalArgumentException(
                        "family %s needs facts and a creator".formatted(prefix));
            }
            // The rules of a topic hold for one of the family too.
            new Topic(
                    prefix + "service.v1", null, List.of("-"), List.of("-"), partitions, retention);
            facts = List.copyOf(facts);
            writtenBy = writtenBy == null ? List.of() : List.copyOf(writtenBy);
            readBy = readBy == null ? List.of() : List.copyOf(readBy);
        }
    }

    /** The declaration that is part of this module. */
    public static Topics declared() {
        var file = Topics.class.getResourceAsStream("/topics.yaml");
        if (file == null) {
            throw new IllegalStateException("topics.yaml is not on the class path");
        }
        return read(file);
    }

    /** Reads a declaration; anything unknown, doubled or impossible in it is refused. */
    public static Topics read(InputStream yaml) {
        try (yaml) {
            return STRICT.readValue(yaml, Topics.class);
        } catch (JacksonException malformed) {
            throw new IllegalArgumentException(
                    "the declaration of the topics cannot be read: "
                            + malformed.getOriginalMessage(),
                    malformed);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Everyone who writes or reads a topic. */
    public List<String> services() {
        return topics.stream()
                .flatMap(
                        topic -> Stream.concat(topic.writtenBy().stream(), topic.readBy().stream()))
                .distinct()
                .sorted()
                .toList();
    }
}
