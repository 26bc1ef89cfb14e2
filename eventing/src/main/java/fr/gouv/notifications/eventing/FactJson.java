package fr.gouv.notifications.eventing;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import fr.gouv.notifications.contracts.Sealed;
import java.io.IOException;
import java.io.Serial;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How facts and sealed payloads are written as JSON: camel-case fields, kebab-case enums, ISO-8601
 * instants in UTC, absent fields left out; a field from the future is ignored, a wrong type is not
 * coerced.
 */
public final class FactJson {

    private static final ObjectMapper MAPPER = mapper(new HouseConventions());
    private static final ObjectMapper WORDLESS = mapper(new WordsUnread());

    private static ObjectMapper mapper(HouseConventions conventions) {
        return JsonMapper.builder()
                .addModule(new JavaTimeModule().addDeserializer(Instant.class, new InstantReader()))
                .annotationIntrospector(conventions)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(
                                JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .build();
    }

    /** The value as UTF-8 JSON. */
    public static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "a " + value.getClass().getSimpleName() + " cannot be written as JSON");
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws UnreadableRecord when the bytes are not such a value; the message quotes none of them
     */
    public static <T> T read(byte[] json, Class<T> type) throws UnreadableRecord {
        return read(MAPPER, json, type);
    }

    /**
     * As {@link #read}, but the sealed {@code words} of a message stay unread: they are nearly all of a
     * fact, and whoever only follows what becomes of it does not open them. The box in their place
     * opens nothing.
     */
    public static <T> T readWithoutWords(byte[] json, Class<T> type) throws UnreadableRecord {
        return read(WORDLESS, json, type);
    }

    private static <T> T read(ObjectMapper mapper, byte[] json, Class<T> type)
            throws UnreadableRecord {
        T value;
        try {
            value = mapper.readValue(json, type);
        } catch (IOException e) {
            throw new UnreadableRecord("not-a-" + kebab(type.getSimpleName()));
        }
        if (value == null) {
            throw new UnreadableRecord("not-a-" + kebab(type.getSimpleName()));
        }
        return value;
    }

    private static String kebab(String camel) {
        return camel.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /**
     * Enum constants are written as {@code in-progress}, not {@code IN_PROGRESS}; a record component
     * that is not {@code @Nullable} must be there.
     */
    private static class HouseConventions extends JacksonAnnotationIntrospector {

        @Serial private static final long serialVersionUID = 1L;

        @Override
        public String[] findEnumValues(
                MapperConfig<?> config,
                AnnotatedClass annotatedClass,
                Enum<?>[] constants,
                String[] names) {
            for (var i = 0; i < constants.length; i++) {
                names[i] = constants[i].name().toLowerCase(Locale.ROOT).replace('_', '-');
            }
            return names;
        }

        @Override
        public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
            if (member instanceof AnnotatedParameter parameter
                    && parameter.getDeclaringClass().isRecord()) {
                return !parameter
                        .getDeclaringClass()
                        .getRecordComponents()[parameter.getIndex()]
                        .getAnnotatedType()
                        .isAnnotationPresent(Nullable.class);
            }
            return super.hasRequiredMarker(member);
        }
    }

    /** Passes over the box of {@code words}. */
    private static final class WordsUnread extends HouseConventions {

        @Serial private static final long serialVersionUID = 1L;

        @Override
        public @Nullable Object findDeserializer(Annotated annotated) {
            return annotated instanceof AnnotatedParameter parameter
                            && parameter.getRawType() == Sealed.class
                            && parameter.getDeclaringClass().isRecord()
                            && parameter
                                    .getDeclaringClass()
                                    .getRecordComponents()[parameter.getIndex()]
                                    .getName()
                                    .equals("words")
                    ? UnreadBox.class
                    : super.findDeserializer(annotated);
        }
    }

    /** A box whose content is neither decoded nor kept. */
    private static final class UnreadBox extends JsonDeserializer<Sealed> {

        private static final String UNREAD = "unread";

        @Override
        public Sealed deserialize(JsonParser json, DeserializationContext context)
                throws IOException {
            LocalDate day = null;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                var isDay = json.currentName().equals("day");
                json.nextToken();
                if (isDay) {
                    day = context.readValue(json, LocalDate.class);
                } else {
                    json.skipChildren();
                }
            }
            if (day == null) {
                throw new JsonParseException(json, "a sealed box without its day");
            }
            return new Sealed(day, UNREAD);
        }
    }

    private FactJson() {}
}
