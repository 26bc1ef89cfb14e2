package fr.gouv.notifications.gateway.batch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import fr.gouv.notifications.gateway.submission.SubmissionBody;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one row asks for. Rests sealed only. */
record RowContent(
        @Nullable String email,
        @Nullable String phone,
        @Nullable String citizen,
        @Nullable String reference,
        Map<String, String> values) {

    /** The purpose under which it is sealed. */
    static final String PURPOSE = "batch-row";

    RowContent {
        values = Map.copyOf(values);
    }

    /** The same, as an HTTP request would say it. */
    SubmissionBody submission(String template, String lane, @Nullable String expiresAt) {
        var json = JsonNodeFactory.instance.objectNode();
        values.forEach(json::put);
        return new SubmissionBody(
                template,
                new SubmissionBody.To(email, phone, citizen),
                json,
                reference,
                lane,
                null,
                expiresAt,
                null);
    }

    /** Says nothing of the person. */
    @Override
    public String toString() {
        return "RowContent[…]";
    }
}
