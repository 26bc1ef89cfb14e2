package fr.gouv.notifications.gateway.submission;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What is sent to have a citizen notified: anything may be absent, and is checked then. */
@Schema(name = "Submission")
public record SubmissionBody(
        @Schema(required = true, examples = "rdv-rappel") @Nullable String template,
        @Schema(required = true) @Nullable To to,
        @Schema(type = SchemaType.OBJECT, description = "One for each placeholder of the template")
                @Nullable JsonNode values,
        @Schema(description = "Yours, at most 100 characters", examples = "dossier-42")
                @Nullable String reference,
        @Schema(
                        enumeration = {"express", "bulk"},
                        defaultValue = "express")
                @Nullable String lane,
        @Schema(
                        description =
                                "When it may leave, at most a year away, with Z or an offset; at"
                                        + " once if absent or past",
                        examples = "2026-12-01T09:00:00+01:00")
                @Nullable String notBefore,
        @Schema(
                        description =
                                "Until when it is useful, at most 30 days after it may leave; if"
                                        + " absent 48 hours after it may leave, 10 minutes for a"
                                        + " one-time code",
                        examples = "2026-12-02T08:00:00Z")
                @Nullable String expiresAt,
        @Schema(
                        description =
                                "Files that go with the e-mail, by the ids that POST /v1/attachments"
                                        + " gave; at most 10, and 10 MiB together",
                        examples = "[\"0f9619ff-8b86-4d01-b42d-00cf4fc96601\"]")
                @Nullable List<String> attachments) {

    public SubmissionBody {
        attachments = attachments == null ? null : List.copyOf(attachments);
    }

    /** Who is to be reached: one citizen whose addresses we keep, or addresses. */
    @Schema(name = "To")
    public record To(
            @Schema(examples = "zoe@exemple.fr") @Nullable String email,
            @Schema(examples = "+33612345678") @Nullable String phone,
            @Schema(examples = "usager-42") @Nullable String citizen) {

        /** Says nothing of the person. */
        @Override
        public String toString() {
            return "To[…]";
        }
    }

    /** Says nothing of the person. */
    @Override
    public String toString() {
        return "SubmissionBody[…]";
    }
}
