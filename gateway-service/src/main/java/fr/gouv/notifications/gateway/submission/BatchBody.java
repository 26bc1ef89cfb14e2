package fr.gouv.notifications.gateway.submission;

import com.fasterxml.jackson.databind.JsonNode;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Many submissions as they were sent.
 *
 * @param items each read by itself, so that one that cannot be read concerns no other
 */
@Schema(name = "SubmissionBatch")
record BatchBody(
        @Schema(
                        type = SchemaType.OBJECT,
                        description = "Fields that hold for every item that does not say otherwise")
                @Nullable JsonNode common,
        @Schema(
                        type = SchemaType.ARRAY,
                        required = true,
                        implementation = Item.class,
                        description =
                                "1 to 1 000, each a Submission that may have a key of its own")
                @Nullable JsonNode items) {

    /** For the description of the API. */
    @Schema(
            name = "SubmissionBatchItem",
            allOf = {SubmissionBody.class})
    record Item(@Nullable String idempotencyKey) {}

    /** Says nothing of the persons. */
    @Override
    public String toString() {
        return "BatchBody[…]";
    }
}
