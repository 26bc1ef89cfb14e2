package fr.gouv.notifications.gateway.problem;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/**
 * Reads JSON as its author meant it: no double fields, no text after the end, no rounded numbers.
 */
public final class StrictJson {

    private static final ObjectReader READER =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build()
                    .readerFor(JsonNode.class);

    /**
     * The body as a tree.
     *
     * @throws Refused which says where the body stops being JSON
     */
    public static JsonNode read(byte[] body) {
        if (isBlank(body)) {
            throw Problem.malformedJson("the body is empty: send a JSON object", 1, 1).refused();
        }
        try {
            JsonNode tree = READER.readTree(body);
            if (tree.isMissingNode()) {
                throw Problem.malformedJson("the body is empty: send a JSON object", 1, 1)
                        .refused();
            }
            return tree;
        } catch (JsonProcessingException e) {
            var location = e.getLocation();
            throw Problem.malformedJson(
                            explanation(e),
                            location == null ? 1 : Math.max(1, location.getLineNr()),
                            location == null ? 1 : Math.max(1, location.getColumnNr()))
                    .refused();
        } catch (IOException _) {
            throw Problem.malformedJson("the body is not UTF-8 text", 1, 1).refused();
        }
    }

    /** In our own words: the parser's quote what was sent. */
    private static String explanation(JsonProcessingException e) {
        if (e instanceof JsonEOFException
                || e.getOriginalMessage().startsWith("Unexpected end-of-input")) {
            return "the body ends before its JSON does";
        }
        if (e instanceof JsonParseException
                && e.getOriginalMessage().startsWith("Duplicate field")) {
            return "a field stands twice in the same object: keep one of them";
        }
        return "the text is not JSON from here on";
    }

    private static boolean isBlank(byte[] body) {
        for (var octet : body) {
            if (octet > ' ' || octet < 0) {
                return false;
            }
        }
        return true;
    }

    private StrictJson() {}
}
