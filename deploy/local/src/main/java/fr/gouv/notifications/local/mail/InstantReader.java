package fr.gouv.notifications.local.mail;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.io.Serial;
import java.time.Instant;

/** Reads an instant from its ISO 8601 form. */
final class InstantReader extends StdDeserializer<Instant> {

    @Serial private static final long serialVersionUID = 1L;

    InstantReader() {
        super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser json, DeserializationContext context) throws IOException {
        return Instant.parse(json.getText());
    }
}
